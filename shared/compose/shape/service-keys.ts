import { cpus } from './cpus.ts';
import { DEPLOY, DEPLOY_KEYS } from './deploy-keys.ts';
import { platform, platformConstraints } from './platform.ts';
import { portNumber, portRange } from './ports.ts';
import { REFUSED_SERVICE_KEYS } from './refused-keys.ts';
import {
  boolean,
  duration,
  empty,
  fileMode,
  integer,
  looseOptions,
  mapping,
  number,
  oneOf,
  options,
  size,
  text,
  textOrNumber,
  textOrTexts,
  texts,
} from './scalars.ts';
import {
  either,
  ignored,
  type KeyTable,
  kept,
  keys,
  list,
  map,
  refused,
  type Shape,
  translated,
  uniqueList,
} from './shape.ts';
import { VOLUME_MOUNT } from './volume-mount-keys.ts';

const command = either(text, list(text));
const commandOrNone = either(text, list(text), empty);

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
  keys({
    target: portNumber,
    published: either(portNumber, portRange),
    protocol: text,
    mode: text,
    name: ignored('Swarm gives ports no names.'),
    app_protocol: ignored('Swarm does not look into the traffic of a port.'),
    host_ip: refused(
      'is not possible: Swarm publishes a port on all addresses of its nodes',
      'Keep the port off the outside with a firewall, and remove host_ip.',
    ),
  }),
);

/** Docker accepts any other key in the long form of a reference and drops it. */
const fileReference = either(
  text,
  keys(
    { source: text, target: text, uid: textOrNumber, gid: textOrNumber, mode: fileMode },
    { unknown: 'warn' },
  ),
);

const fixedAddress = 'Swarm gives every task an address of its own and keeps none.';
const networkAttachment = keys({
  aliases: texts,
  driver_opts: options,
  ipv4_address: ignored(fixedAddress),
  ipv6_address: ignored(fixedAddress),
  link_local_ips: ignored(fixedAddress),
  mac_address: ignored('Swarm gives the tasks their addresses itself.'),
  interface_name: ignored('Swarm names the interfaces of a task itself.'),
  priority: ignored('Swarm connects all networks of a task before it starts.'),
  gw_priority: ignored('Swarm chooses the gateway of a task itself.'),
});

const ulimit = either(integer(), keys({ soft: integer(), hard: integer() }, { required: ['soft', 'hard'] }));

const environmentFile = keys(
  { path: text, required: boolean, format: oneOf(['raw']) },
  { required: ['path'] },
);

const dependency = keys({
  condition: oneOf(['service_started', 'service_healthy', 'service_completed_successfully']),
  restart: boolean,
  required: boolean,
});

const pullPolicy = oneOf(['always', 'missing', 'if_not_present'], {
  meant: { never: 'missing', build: 'missing' },
});

/** Every key of a service: what it must look like, or why it does nothing. */
export const SERVICE_KEYS: KeyTable = {
  image: text,
  command: commandOrNone,
  entrypoint: commandOrNone,
  environment: mapping,
  env_file: either(text, list(either(text, environmentFile))),
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
  extra_hosts: either(texts, map(either(text, list(text), empty))),
  dns: textOrTexts,
  dns_search: textOrTexts,
  dns_opt: texts,
  group_add: uniqueList(textOrNumber),
  label_file: textOrTexts,
  profiles: texts,
  extends: either(text, keys({ service: text, file: text }, { required: ['service'] })),
  pull_policy: pullPolicy,
  cpus: translated(cpus, 'deploy.resources.limits.cpus'),
  mem_limit: translated(size, 'deploy.resources.limits.memory'),
  mem_reservation: translated(size, 'deploy.resources.reservations.memory'),
  pids_limit: translated(integer(-1), 'deploy.resources.limits.pids'),
  scale: translated(integer(0), 'deploy.replicas'),
  platform: translated(platform, 'deploy.placement.constraints', platformConstraints),
  cap_add: texts,
  cap_drop: texts,
  ulimits: map(ulimit),
  sysctls: mapping,
  logging: keys({ driver: text, options: looseOptions }),
  restart: text,
  credential_spec: keys({ config: text, file: text, registry: text }),
  depends_on: kept(
    either(texts, map(dependency)),
    'Swarm starts services in no order; let the service wait for what it needs.',
  ),
  annotations: ignored('Swarm gives containers no annotations; use labels.'),
  attach: ignored('there is no terminal to attach to.'),
  develop: ignored('it is for docker compose watch.'),
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
