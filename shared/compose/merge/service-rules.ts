import { compareBytes } from '../convert/compare-bytes.ts';
import type { ListNode, Node } from '../document/node.ts';
import { logging, networks } from './connection-rules.ts';
import { keyedList } from './keyed-list.ts';
import { keyOfPort, targetOfReference, targetOfVolume, unfoldPorts } from './list-keys.ts';
import { dependencies, environment, extraHosts, mapping } from './mapping-rules.ts';
import { append, fields, type MergeRule, replace } from './merge-rule.ts';
import { command, duration, flag, number, size, text } from './value-rules.ts';

const volumes = keyedList(targetOfVolume);

/** Docker orders mounts by their place once a service is in two files. */
export function sortVolumes(node: Node): Node {
  if (node.kind !== 'list' || node.tag !== undefined) return node;
  const items = node.items.toSorted((a, b) => compareBytes(targetOfVolume(a) ?? '', targetOfVolume(b) ?? ''));
  return { ...node, items } satisfies ListNode;
}

const references = keyedList(targetOfReference);

const updateConfig = fields({
  parallelism: replace,
  delay: duration,
  monitor: duration,
  max_failure_ratio: number,
  failure_action: text,
  order: text,
});

const resources = fields({
  limits: fields({ cpus: text, memory: size, pids: number }),
  reservations: fields({ cpus: text, memory: size, generic_resources: append }),
});

const deploy = fields({
  mode: text,
  replicas: replace,
  endpoint_mode: text,
  labels: mapping,
  update_config: updateConfig,
  rollback_config: updateConfig,
  restart_policy: fields({ condition: text, delay: duration, max_attempts: replace, window: duration }),
  resources,
  placement: fields({ constraints: append, preferences: append, max_replicas_per_node: number }),
});

/** How each key of a service is merged; what is not here is replaced. */
export const SERVICE_RULE: MergeRule = fields({
  image: text,
  command,
  entrypoint: command,
  environment,
  env_file: append,
  labels: mapping,
  deploy,
  networks,
  ports: keyedList(keyOfPort, unfoldPorts),
  volumes,
  configs: references,
  secrets: references,
  healthcheck: fields({
    disable: flag,
    interval: duration,
    timeout: duration,
    start_period: duration,
    start_interval: duration,
  }),
  hostname: text,
  user: text,
  working_dir: text,
  stop_signal: text,
  stop_grace_period: duration,
  tty: flag,
  stdin_open: flag,
  read_only: flag,
  init: flag,
  isolation: text,
  extra_hosts: extraHosts,
  dns: append,
  dns_search: append,
  dns_opt: append,
  group_add: append,
  profiles: append,
  depends_on: dependencies,
  cap_add: append,
  cap_drop: append,
  ulimits: fields({}),
  sysctls: mapping,
  logging,
  restart: text,
  credential_spec: fields({ config: text, file: text, registry: text }),
});
