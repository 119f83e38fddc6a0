interface EngineHint {
  readonly words: RegExp;
  readonly status?: number;
  readonly hint: string;
}

/** The first match wins, so the special stand before the general. */
const engineHints: readonly EngineHint[] = [
  {
    words: /worker nodes can't be used|from a worker node/i,
    hint: 'This engine is a worker. Set `host` to a manager of the same swarm; `docker node ls` on a manager lists them.',
  },
  {
    words: /use "docker swarm init"/i,
    status: 403,
    hint: 'This engine is a worker, or in no swarm at all. Set `host` to a manager; `docker node ls` on one lists them all.',
  },
  {
    words: /use "docker swarm init"|not part of a swarm|when swarm is not active/i,
    hint: 'This engine is in no swarm. Set `host` to a manager, or make this engine one with `docker swarm init`. (A manager that is just being stopped says the same: then run again.)',
  },
  {
    words: /swarm is encrypted and needs to be unlocked/i,
    hint: 'Run `docker swarm unlock` on this manager and enter its key (`docker swarm unlock-key` on another manager shows it), then run again.',
  },
  {
    words: /swarm certificates have expired/i,
    hint: 'Let this node leave the swarm and join it again (`docker swarm leave --force`, then `docker swarm join`), or set `host` to another manager.',
  },
  {
    words: /manager is being prepared or has trouble connecting/i,
    hint: 'The manager is starting or being promoted: run again in a few seconds. If it stays so, it cannot reach the other managers; check port 2377/tcp between them.',
  },
  {
    words: /does not have a leader|context deadline exceeded|lost leader status/i,
    hint: 'More than half of the managers must be online to agree on anything. Start the missing ones (`docker info` on a manager shows what is wrong); the swarm then goes on by itself.',
  },
  {
    words: /update out of sequence/i,
    hint: 'Somebody else changed it after it was read, and nothing was written. Run again: it is read anew first.',
  },
  {
    words: /port '?\d+'? is already in use/i,
    hint: 'Another service publishes this port. Change `published` in the stack file, or remove that service.',
  },
  {
    words: /ingress mode can't be used with dnsrr/i,
    hint: 'Publish the port with `mode: host`, or use `endpoint_mode: vip`.',
  },
  {
    words: /service mode change is not allowed/i,
    hint: 'A service cannot change its mode in place. Remove the service first, or give it another name.',
  },
  {
    words: /renaming services is not supported/i,
    hint: 'A service keeps its name for life. Create one with the new name and remove the old one.',
  },
  {
    words: /only updates to labels are allowed/i,
    hint: 'The content of a config or secret never changes. Create another one under a new name and let the service use that.',
  },
  {
    words: /data must be larger than 0 and less than/i,
    hint: 'The file is empty or too large to live in the swarm. Ship a large one in the image or on a volume.',
  },
  {
    words: /only 64 \[a-zA-Z0-9-_\.\] characters allowed/i,
    hint: 'Give it a shorter name, or one without other characters; the name of the stack counts too.',
  },
  {
    words: /(config|secret|network) (not found: |\S+ not found)/i,
    status: 400,
    hint: 'The service names an object the swarm does not have. Create it first, or correct the name.',
  },
  {
    words: /^network \S+ not found/i,
    status: 500,
    hint: 'The service names a network the swarm does not have. Create it first, or correct the name.',
  },
  {
    words: /is in use by/i,
    hint: 'What is named there still uses it. Tasks of a service just removed let go after a few seconds: run again then.',
  },
  {
    words: /plugin "[^"]*" not found/i,
    hint: 'Install that plugin on every node, or choose another driver in the stack file.',
  },
  {
    words: /no basic auth credentials|unauthorized|authentication required|access to the resource is denied/i,
    hint: 'The registry wants a login that may read this image; check the credentials and the name of the image.',
  },
  {
    words: /manifest unknown|not found: manifest|name unknown/i,
    hint: 'The registry does not have this image or tag. Push it first, or correct the name.',
  },
  {
    words: /^(Get|Head) "?https?:.*(dial tcp|lookup|timeout|x509|HTTP response to HTTPS client)/i,
    hint: 'The manager asks the registry itself and cannot talk to it. Check the name of the registry, and its address, network and certificate as the manager sees them.',
  },
  {
    words: /^page not found$/i,
    hint: 'What answers there does not know this call. It takes Docker Engine 20.10 or newer, without a proxy that leaves out calls.',
  },
  { words: /./, status: 404, hint: 'It was removed in the meantime, or the name is wrong.' },
  {
    words: /already exists/i,
    status: 409,
    hint: 'The name is taken. Remove what has it, or use another name.',
  },
  {
    words: /./,
    status: 400,
    hint: 'The engine takes no such value. Its words name it: change it in the stack file.',
  },
];

/** What the user can do about the engine's plain words (see `plainWords`); undefined when we know no better. */
export function hintFor(status: number, words: string): string | undefined {
  return engineHints.find(
    (known) => (known.status === undefined || known.status === status) && known.words.test(words),
  )?.hint;
}
