import type { CauseKind } from '../watch/cause.ts';

const NO_RESOURCES = 'Lower deploy.resources.reservations, free memory or CPU on the nodes, or add a node.';
const SCHEDULER_HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /scheduling constraints/,
    'No node satisfies deploy.placement.constraints: compare with "docker node ls" and "docker node inspect NODE".',
  ],
  [/insufficient resources/, NO_RESOURCES],
  [
    /host-mode port/,
    'Another task holds this host port on every node: publish another port, or update with order stop-first.',
  ],
  [/max replicas per node/, 'Raise deploy.placement.max_replicas_per_node or lower deploy.replicas.'],
  [
    /missing plugin/,
    'No node has the volume, network or log driver the service names: install it, or use another.',
  ],
  [/unsupported platform/, 'The image has no build for the platform of these nodes.'],
  [/not available for new tasks/, 'Nodes are down, paused or drained: see "docker node ls".'],
];

const HINTS: Readonly<Record<Exclude<CauseKind, 'no-suitable-node'>, string>> = {
  'image-missing':
    'The engine says the same of a wrong name or tag, a registry out of reach and missing credentials. Check the name, push the image, or log the nodes in.',
  'mount-invalid': 'Create the path on every node that may run this service, or use a named volume.',
  'start-impossible': 'Check command and entrypoint: the program must exist in the image and be executable.',
  'object-missing': 'Create the config or secret again, or take it out of the service.',
  'port-taken': 'Another program on that node listens on the port: stop it, or publish another port.',
  unhealthy:
    'Run the check inside a container of the image; a program that starts slowly needs a longer healthcheck.start_period.',
  killed:
    'Most often the memory limit, which only the node itself knows: docker inspect there says OOMKilled. Raise deploy.resources.limits.memory, or find what uses it up.',
  'out-of-memory':
    'Raise deploy.resources.limits.memory, or find what uses it up; many runtimes must be told of the limit.',
  crashed:
    'Mend what its last words above say; without any, start the image by hand with the same command and variables.',
  ended: 'A service that is meant to end needs deploy.restart_policy.condition "none" or "on-failure".',
  stopped:
    'Run the check inside a container of the image. A program that ended by itself says why in its log.',
  rejected: "The node's own daemon log says more: journalctl -u docker on that node.",
  'update-stopped': 'See "docker service ps --no-trunc" of the service.',
  'update-hangs':
    'Bring that node back, or write the service once more to end the update: docker service update --force SERVICE restarts its tasks one by one.',
  stalled:
    'See "docker service ps --no-trunc" of the service, and the daemon log of the node: journalctl -u docker.',
  'changed-by-others':
    'Only one writer at a time: see who else deploys to this stack, then run this step again.',
  'removed-by-others':
    'Only one writer at a time: see who else works on this stack, then run this step again.',
};

const LOGIN_WANTED = /no basic auth credentials|unauthorized|authentication required|denied/i;
const NOT_IN_REGISTRY = /manifest unknown|manifest for .* not found|name unknown/i;
const REGISTRY_OUT_OF_REACH =
  /connection refused|no such host|i\/o timeout|no answer|network is unreachable/i;

/**
 * What a person should do next about a failure. `words` are the registry's answer for an image that is missing,
 * and else the engine's own about the task.
 */
export function nextStep(kind: CauseKind, words: string): string {
  if (kind === 'image-missing' && REGISTRY_OUT_OF_REACH.test(words)) {
    return 'The manager cannot reach the registry: check its name in the image, and that it runs. If it does, check the same from the nodes.';
  }
  if (kind === 'image-missing' && LOGIN_WANTED.test(words)) {
    return 'The registry wants a login, or has no such image: give registry, registry-username and registry-password (or with-registry-auth), with which the nodes pull too.';
  }
  if (kind === 'image-missing' && NOT_IN_REGISTRY.test(words)) {
    return 'The registry has no such image: check its name and tag, or push the image.';
  }
  if (kind === 'start-impossible' && /unable to find (user|group)/.test(words)) {
    return 'Name a user or group that the image has, or write its number: user: "1000:1000".';
  }
  if (kind !== 'no-suitable-node') return HINTS[kind];
  return SCHEDULER_HINTS.find(([pattern]) => pattern.test(words))?.[1] ?? 'See "docker node ls".';
}
