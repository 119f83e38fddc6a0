import { cpus } from './cpus.ts';
import { duration, integer, mapping, number, oneOf, size, text } from './scalars.ts';
import { type KeyTable, keys, list, refused, type Shape } from './shape.ts';

const updateKeys = {
  parallelism: integer(0),
  delay: duration,
  monitor: duration,
  max_failure_ratio: number,
  order: oneOf(['start-first', 'stop-first']),
};

const genericResource = keys({
  discrete_resource_spec: keys({ kind: text, value: integer(0) }),
});

const devices = refused(
  'is not possible: Swarm has no devices for services',
  'Announce the device as a generic resource of the node and reserve it with generic_resources.',
);

const resources = keys({
  limits: keys({ cpus: cpus, memory: size, pids: integer(0) }),
  reservations: keys({
    cpus: cpus,
    memory: size,
    generic_resources: list(genericResource),
    devices,
  }),
});

const restartPolicy = keys({
  condition: oneOf(['none', 'on-failure', 'any', ''], {
    meant: { always: 'any', 'unless-stopped': 'any', no: 'none', never: 'none' },
  }),
  delay: duration,
  max_attempts: integer(0),
  window: duration,
});

const placement = keys({
  constraints: list(text),
  preferences: list(keys({ spread: text })),
  max_replicas_per_node: integer(0),
});

export const DEPLOY_KEYS: KeyTable = {
  mode: oneOf(['replicated', 'global', 'replicated-job', 'global-job', '']),
  replicas: integer(0),
  endpoint_mode: oneOf(['vip', 'dnsrr', ''], { anyCase: true }),
  labels: mapping,
  update_config: keys({ ...updateKeys, failure_action: oneOf(['pause', 'continue', 'rollback', '']) }),
  rollback_config: keys({ ...updateKeys, failure_action: oneOf(['pause', 'continue', '']) }),
  restart_policy: restartPolicy,
  resources,
  placement,
};

export const DEPLOY: Shape = keys(DEPLOY_KEYS);
