import { type KeyTable, type RefusedKey, refused } from './shape.ts';

const NOT_IN_SWARM = 'has no counterpart in the Swarm API';
const COMPOSE_ONLY = 'belongs to docker compose';
const REMOVE = 'Remove it.';

function under(key: string): RefusedKey {
  return refused('belongs to containers, not to services of a swarm', `Write it as ${key}.`);
}

/** Keys of the Compose Specification, or of its older forms, that say something no service of a swarm can do. */
export const REFUSED_SERVICE_KEYS: KeyTable = {
  mem_swappiness: refused(NOT_IN_SWARM, REMOVE),
  memswap_limit: refused(NOT_IN_SWARM, 'Remove it; limit memory with deploy.resources.limits.memory.'),
  cpu_count: under('deploy.resources.limits.cpus'),
  cpu_percent: under('deploy.resources.limits.cpus'),
  cpu_quota: under('deploy.resources.limits.cpus'),
  cpu_period: under('deploy.resources.limits.cpus'),
  cpu_shares: under('deploy.resources.reservations.cpus'),
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
  models: refused(COMPOSE_ONLY, REMOVE),
  provider: refused(COMPOSE_ONLY, 'Give the service an image.'),
  post_start: refused(NOT_IN_SWARM, 'Do the work in the entrypoint of the image.'),
  pre_stop: refused(NOT_IN_SWARM, 'Do the work when the container gets its stop signal.'),
  use_api_socket: refused(NOT_IN_SWARM, 'Mount the socket under volumes.'),
  volume_driver: refused(NOT_IN_SWARM, 'Write the driver of the volume at the top level, under volumes.'),
  volumes_from: refused(NOT_IN_SWARM, 'Declare the volume at the top level and mount it in both services.'),
};

export const REFUSED_TOP_LEVEL_KEYS: KeyTable = {
  models: refused(COMPOSE_ONLY, REMOVE),
};
