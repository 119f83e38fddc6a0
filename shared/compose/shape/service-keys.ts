import { DEPLOY, DEPLOY_KEYS } from './deploy-keys.ts';
import { REFUSED_SERVICE_KEYS } from './refused-keys.ts';
import {
  boolean,
  duration,
  empty,
  integer,
  looseOptions,
  mapping,
  number,
  options,
  text,
  textOrTexts,
  texts,
} from './scalars.ts';
import { either, ignored, type KeyTable, keys, list, map, type Shape, uniqueList } from './shape.ts';
import { VOLUME_MOUNT } from './volume-mount-keys.ts';

const command = either(text, list(text));

const healthcheck = keys({
  disable: boolean,
  test: command,
  interval: duration,
  timeout: duration,
  start_period: duration,
  start_interval: duration,
  retries: number,
});

const port = either(
  text,
  number,
  keys(
    { target: integer(0, 65535), published: integer(0, 65535), protocol: text, mode: text },
    {
      elsewhere: (key) =>
        key === 'host_ip'
          ? 'Swarm cannot bind a port to one address; keep it off the outside with a firewall, or remove host_ip.'
          : ['name', 'app_protocol'].includes(key)
            ? 'Remove it; it has no meaning in Swarm.'
            : undefined,
    },
  ),
);

/** Docker accepts any other key in the long form of a reference and drops it. */
const fileReference = either(
  text,
  keys({ source: text, target: text, uid: text, gid: text, mode: integer(0) }, { unknown: 'warn' }),
);

const fixedAddress = 'Swarm gives every task an address of its own and keeps none.';
const networkAttachment = keys({
  aliases: texts,
  driver_opts: options,
  ipv4_address: ignored(fixedAddress),
  ipv6_address: ignored(fixedAddress),
});

const ulimit = either(integer(), keys({ soft: integer(), hard: integer() }, { required: ['soft', 'hard'] }));

/** Every key of a service: what it must look like, or why it does nothing. */
const SERVICE_KEYS: KeyTable = {
  image: text,
  command,
  entrypoint: command,
  environment: mapping,
  env_file: textOrTexts,
  labels: mapping,
  deploy: either(DEPLOY, empty),
  networks: either(texts, map(either(networkAttachment, empty))),
  ports: uniqueList(port),
  volumes: list(either(text, VOLUME_MOUNT)),
  configs: list(fileReference),
  secrets: list(fileReference),
  healthcheck,
  hostname: text,
  user: text,
  working_dir: text,
  stop_signal: text,
  stop_grace_period: duration,
  tty: boolean,
  stdin_open: boolean,
  read_only: boolean,
  init: boolean,
  isolation: text,
  extra_hosts: mapping,
  dns: textOrTexts,
  dns_search: textOrTexts,
  cap_add: texts,
  cap_drop: texts,
  ulimits: map(ulimit),
  sysctls: mapping,
  logging: keys({ driver: text, options: looseOptions }),
  restart: text,
  credential_spec: keys({ config: text, file: text, registry: text }),
  depends_on: ignored('Swarm starts services in no order; let the service wait for what it needs.'),
  build: ignored('a swarm only runs images; build and push the image before deploying.'),
  cgroupns_mode: ignored('Swarm does not set the cgroup namespace of a service.'),
  cgroup_parent: ignored('Swarm does not set the parent cgroup of a service.'),
  container_name: ignored('Swarm names the containers of a service itself, one for each task.'),
  devices: ignored('Swarm cannot give a service devices; use generic_resources for those the nodes offer.'),
  domainname: ignored('Swarm does not set the domain name of a container; write the full name as hostname.'),
  expose: ignored('services of one network reach all ports of each other.'),
  external_links: ignored('services find each other by name on a shared network.'),
  ipc: ignored('Swarm does not share the IPC namespace of a service.'),
  links: ignored('services find each other by name on a shared network.'),
  mac_address: ignored('Swarm gives the tasks their addresses itself.'),
  network_mode: ignored('use networks; for the network of the node, an external network whose name is host.'),
  oom_score_adj: ignored('docker stack deploy does not pass it on.'),
  pid: ignored('Swarm does not share the PID namespace of a service.'),
  privileged: ignored('Swarm runs no privileged tasks; add the capabilities the service needs with cap_add.'),
  security_opt: ignored('docker stack deploy does not pass it on; the options are NOT in force.'),
  shm_size: ignored('mount a volume of type tmpfs with the size you need at /dev/shm.'),
  tmpfs: ignored('docker stack deploy drops it; write it under volumes with type: tmpfs.'),
  userns_mode: ignored('Swarm does not set the user namespace of a service.'),
  ...REFUSED_SERVICE_KEYS,
};

export const SERVICE: Shape = keys(SERVICE_KEYS, {
  elsewhere: (key) =>
    Object.hasOwn(DEPLOY_KEYS, key) ? `Write it under deploy, as deploy.${key}.` : undefined,
});
