import type { Placement, RestartPolicy, ServiceMode, UpdateConfig } from '../../engine/specs.ts';
import type { Node } from '../document/node.ts';
import { asDuration, asInteger, asList, asNumber, asText, asTexts, valueAt } from '../document/values.ts';
import { omitAbsent, omitEmpty } from './omit-empty.ts';
import type { Reading } from './reading.ts';

/** Without `replicas` the field is absent, and the manager takes 1. */
export function readMode(deploy: Node | undefined, reading: Reading): ServiceMode {
  const mode = asText(valueAt(deploy, 'mode')) || 'replicated';
  const node = valueAt(deploy, 'replicas');
  const replicas = asInteger(node);
  if (mode === 'replicated') return { Replicated: omitAbsent({ Replicas: replicas }) };
  if (mode === 'replicated-job') {
    return { ReplicatedJob: omitAbsent({ MaxConcurrent: replicas, TotalCompletions: replicas }) };
  }
  if (node !== undefined) {
    reading.findings.mistake(
      node,
      `${node.path} contradicts mode: ${mode}, which runs one task on every node.`,
      'Remove replicas, or write mode: replicated.',
    );
  }
  return mode === 'global' ? { Global: {} } : { GlobalJob: {} };
}

/** `update_config` or `rollback_config`. Three fields are always sent; an absent parallelism is 1, a written 0 stays. */
export function readUpdateConfig(node: Node | undefined): UpdateConfig | undefined {
  if (node?.kind !== 'map') return undefined;
  const optional = omitEmpty<Pick<UpdateConfig, 'Delay' | 'FailureAction' | 'Monitor'>>({
    Delay: asDuration(valueAt(node, 'delay')),
    FailureAction: asText(valueAt(node, 'failure_action')),
    Monitor: asDuration(valueAt(node, 'monitor')),
  });
  return {
    Parallelism: asInteger(valueAt(node, 'parallelism')) ?? 1,
    ...optional,
    MaxFailureRatio: asNumber(valueAt(node, 'max_failure_ratio')) ?? 0,
    Order: asText(valueAt(node, 'order')) ?? '',
  };
}

/** `deploy.restart_policy`, and only without it the `restart` of plain containers. */
export function readRestartPolicy(
  policy: Node | undefined,
  restart: Node | undefined,
  reading: Reading,
): RestartPolicy | undefined {
  if (policy?.kind !== 'map') return readRestart(restart, reading);
  const condition = asText(valueAt(policy, 'condition')) || undefined;
  return omitAbsent<RestartPolicy>({
    Condition: condition,
    Delay: asDuration(valueAt(policy, 'delay')),
    MaxAttempts: asInteger(valueAt(policy, 'max_attempts')),
    Window: asDuration(valueAt(policy, 'window')),
  });
}

function readRestart(node: Node | undefined, reading: Reading): RestartPolicy | undefined {
  const text = asText(node) ?? '';
  const [, name = '', count] = /^([^:]*)(?::([0-9]+))?$/.exec(text) ?? [];
  if (text === '' || name === 'no') return undefined;
  if (name === 'always' || name === 'unless-stopped') return { Condition: 'any' };
  if (name === 'on-failure') return { Condition: 'on-failure', MaxAttempts: Number(count ?? 0) };
  if (node !== undefined) {
    reading.findings.mistake(
      node,
      `${node.path} is ${JSON.stringify(text)}, but must be no, always, unless-stopped or on-failure[:count].`,
      'Write one of them, or better a deploy.restart_policy.',
    );
  }
  return undefined;
}

export function readPlacement(node: Node | undefined): Placement {
  const preferences = (asList(valueAt(node, 'preferences'))?.items ?? []).map((preference) => ({
    Spread: { SpreadDescriptor: asText(valueAt(preference, 'spread')) ?? '' },
  }));
  return omitEmpty<Placement>({
    Constraints: asTexts(valueAt(node, 'constraints')),
    Preferences: preferences,
    MaxReplicas: asInteger(valueAt(node, 'max_replicas_per_node')),
    Platforms: undefined,
  });
}
