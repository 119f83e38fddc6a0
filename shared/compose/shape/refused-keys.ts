import { type KeyTable, type RefusedKey, refused } from './shape.ts';

const NOT_IN_SWARM = 'has no counterpart in the Swarm API';
const COMPOSE_ONLY = 'belongs to docker compose';
const REMOVE = 'Remove it.';

function under(key: string): RefusedKey {
  return refused('belongs to containers, not to services of a swarm', `Write it as ${key}.`);
}

function notYet(what: string, fix: string): RefusedKey {
  return refused(`(${what}) is not supported yet`, fix);
}

/** Keys of the Compose Specification, or of its older forms, that say something we do not do. */
export const REFUSED_SERVICE_KEYS: KeyTable = {
  extends: notYet('inheriting from another service', 'Use a YAML anchor and <<, or write the keys out.'),
  profiles: notYet(
    'choosing services by profile',
    'Remove it, or keep the service in a stack file of its own.',
  ),
  label_file: notYet('reading labels from a file', 'Write them under labels.'),
  pull_policy: notYet('a pull policy', 'Remove it; a swarm pulls what its nodes lack.'),
  platform: notYet(
    'a platform',
    'Write a constraint: deploy.placement.constraints: [node.platform.arch == x86_64].',
  ),
  group_add: notYet('adding groups', 'Write the group into user, as in user: "1000:999".'),
  dns_opt: notYet('resolver options', REMOVE),
  mem_swappiness: notYet('swappiness', REMOVE),
  memswap_limit: notYet('a swap limit', 'Remove it; limit memory with deploy.resources.limits.memory.'),
  cpus: under('deploy.resources.limits.cpus, in quotes'),
  cpu_count: under('deploy.resources.limits.cpus, in quotes'),
  cpu_percent: under('deploy.resources.limits.cpus, in quotes'),
  mem_limit: under('deploy.resources.limits.memory'),
  mem_reservation: under('deploy.resources.reservations.memory'),
  pids_limit: under('deploy.resources.limits.pids'),
  scale: under('deploy.replicas'),
  cpu_quota: under('deploy.resources.limits.cpus, in quotes'),
  cpu_period: under('deploy.resources.limits.cpus, in quotes'),
  cpu_shares: under('deploy.resources.reservations.cpus, in quotes'),
  cpu_rt_period: refused(NOT_IN_SWARM, REMOVE),
  cpu_rt_runtime: refused(NOT_IN_SWARM, REMOVE),
  cpuset: refused(NOT_IN_SWARM, 'Remove it; choose nodes with deploy.placement.constraints.'),
  blkio_config: refused(NOT_IN_SWARM, REMOVE),
  device_cgroup_rules: refused(NOT_IN_SWARM, REMOVE),
  gpus: refused(
    NOT_IN_SWARM,
    'Announce the GPU as a generic resource of the node and reserve it with generic_resources.',
  ),
  runtime: refused(NOT_IN_SWARM, 'Make it the default runtime of the nodes that need it.'),
  oom_kill_disable: refused(NOT_IN_SWARM, REMOVE),
  storage_opt: refused(NOT_IN_SWARM, REMOVE),
  cgroup: refused(NOT_IN_SWARM, REMOVE),
  uts: refused(NOT_IN_SWARM, REMOVE),
  attach: refused(COMPOSE_ONLY, REMOVE),
  annotations: refused(NOT_IN_SWARM, 'Use labels.'),
  develop: refused(COMPOSE_ONLY, REMOVE),
  models: refused(COMPOSE_ONLY, REMOVE),
  provider: refused(COMPOSE_ONLY, 'Give the service an image.'),
  post_start: refused(NOT_IN_SWARM, 'Do the work in the entrypoint of the image.'),
  pre_stop: refused(NOT_IN_SWARM, 'Do the work when the container gets its stop signal.'),
  use_api_socket: refused(NOT_IN_SWARM, 'Mount the socket under volumes.'),
  volume_driver: refused(NOT_IN_SWARM, 'Write the driver of the volume at the top level, under volumes.'),
  volumes_from: refused(NOT_IN_SWARM, 'Declare the volume at the top level and mount it in both services.'),
};

export const REFUSED_TOP_LEVEL_KEYS: KeyTable = {
  include: notYet('including other files', 'Write the services into this file.'),
  models: refused(COMPOSE_ONLY, REMOVE),
};
