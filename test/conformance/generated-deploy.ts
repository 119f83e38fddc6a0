import fc from 'fast-check';
import { duration, labels, mostly, size, whole } from './generated-values.ts';

const among = fc.constantFrom;
const optional = { requiredKeys: [] };

const update = fc.record(
  {
    parallelism: whole,
    delay: duration,
    failure_action: mostly(['pause', 'continue'], ['rollback', 'panic']),
    monitor: duration,
    max_failure_ratio: mostly([0, 0.34, 1], ['some']),
    order: mostly(['start-first', 'stop-first'], ['sideways']),
  },
  optional,
);

const amounts = { cpus: mostly(['0.5', '2', '0.001', '.25', '1e-3'], ['much', '', '-1']), memory: size };
const devices = [{ discrete_resource_spec: { kind: 'GPU', value: 2 } }];
const resources = fc.record(
  {
    limits: fc.record({ ...amounts, pids: among(0, 10) }, optional),
    reservations: fc.record({ ...amounts, generic_resources: among(devices, []) }, optional),
  },
  optional,
);

const restartPolicy = fc.record(
  {
    condition: mostly(['none', 'on-failure', 'any'], ['sometimes', '']),
    delay: duration,
    max_attempts: whole,
    window: duration,
  },
  optional,
);

const placement = fc.record(
  {
    constraints: among(['node.role == manager', 'node.labels.a!=b'], []),
    preferences: among([{ spread: 'node.labels.zone' }, { spread: 'node.labels.rack' }], []),
    max_replicas_per_node: whole,
  },
  optional,
);

const shared = {
  labels,
  update_config: update,
  rollback_config: update,
  resources,
  restart_policy: restartPolicy,
  placement,
  endpoint_mode: mostly(['vip'], ['dnsrr', 'other']),
};

/** The key `deploy` of a service. */
export const generatedDeploy = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ...shared, replicas: whole }, optional) },
  fc.record(
    { ...shared, mode: mostly(['global', 'replicated', 'global-job', 'replicated-job'], ['other']) },
    optional,
  ),
);
