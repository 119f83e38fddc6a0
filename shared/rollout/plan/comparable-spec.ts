import type {
  EndpointSpec,
  PortConfig,
  RestartPolicy,
  ServiceMode,
  ServiceSpec,
  TaskSpec,
  UpdateConfig,
} from '../../engine/specs.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * A service spec in the form in which two of them can be compared: what the engine fills in (measured on 20.10
 * and 28.5) is filled in, what it leaves out is left out, networks go by name. List order stays: the engine
 * restarts tasks when it changes.
 */
export function comparableSpec(spec: ServiceSpec, networkName: (target: string) => string): Json {
  return pruned({
    ...spec,
    TaskTemplate: withTaskDefaults(spec.TaskTemplate, networkName),
    Mode: withModeDefaults(spec.Mode),
    UpdateConfig: withUpdateDefaults(spec.UpdateConfig),
    RollbackConfig: withUpdateDefaults(spec.RollbackConfig),
    EndpointSpec: withEndpointDefaults(spec.EndpointSpec),
  });
}

/** The part of a spec that a task carries; `Runtime` is left out because tasks do not repeat it. */
export function comparableTask(task: TaskSpec, networkName: (target: string) => string): Json {
  return pruned(withTaskDefaults(task, networkName));
}

function withTaskDefaults(task: TaskSpec, networkName: (target: string) => string): object {
  const { Runtime: _runtime, ContainerSpec, Networks, ...rest } = task;
  const { Isolation, Mounts, ...container } = ContainerSpec;
  return {
    ...rest,
    ForceUpdate: task.ForceUpdate ?? 0,
    RestartPolicy: withRestartDefaults(task.RestartPolicy),
    ContainerSpec: {
      ...container,
      Isolation: Isolation?.toLowerCase() === 'default' ? undefined : Isolation,
      Mounts: Mounts?.map(({ Consistency: _unknownToSwarm, ...mount }) => mount),
    },
    Networks: Networks?.map((network) => ({ ...network, Target: networkName(network.Target) })),
  };
}

function withRestartDefaults(policy: RestartPolicy | undefined): RestartPolicy | undefined {
  return policy && { ...policy, Condition: policy.Condition || 'any' };
}

function withModeDefaults(mode: ServiceMode): ServiceMode {
  if (mode.Replicated !== undefined) return { Replicated: { Replicas: 1, ...mode.Replicated } };
  if (mode.ReplicatedJob !== undefined) {
    return { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1, ...mode.ReplicatedJob } };
  }
  return mode.GlobalJob === undefined ? { Global: {} } : { GlobalJob: {} };
}

function withUpdateDefaults(config: UpdateConfig | undefined): UpdateConfig | undefined {
  if (config === undefined) return undefined;
  return { ...config, FailureAction: config.FailureAction || 'pause', Order: config.Order || 'stop-first' };
}

function withEndpointDefaults(endpoint: EndpointSpec | undefined): EndpointSpec {
  return { Mode: endpoint?.Mode || 'vip', Ports: (endpoint?.Ports ?? []).map(withPortDefaults) };
}

/** The engine writes protocols small, and takes every mode it does not know for ingress. */
function withPortDefaults(port: PortConfig): PortConfig {
  const PublishMode = port.PublishMode?.toLowerCase() === 'host' ? 'host' : 'ingress';
  return { ...port, Protocol: port.Protocol?.toLowerCase() || 'tcp', PublishMode };
}

/** Fields in which the engine tells zero and absent apart; everywhere else both mean the same. */
const ZERO_COUNTS = new Set([
  'Init',
  'Replicas',
  'StopGracePeriod',
  'Parallelism',
  'MaxConcurrent',
  'TotalCompletions',
  'Delay',
  'Mode',
]);

/** Empty maps that say something by being there. */
const EMPTY_COUNTS = new Set(['Global', 'GlobalJob', 'LogDriver', 'Healthcheck']);

function pruned(value: unknown): Json {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value as Json;
  const kept: (readonly [string, Json])[] = [];
  for (const [key, field] of Object.entries(value)) {
    if (isAbsent(key, field)) continue;
    const inner = pruned(field);
    if (EMPTY_COUNTS.has(key) || !isEmptyMap(inner)) kept.push([key, inner]);
  }
  return Object.fromEntries(kept);
}

function isAbsent(key: string, field: unknown): boolean {
  if (field === undefined || field === null || field === '') return true;
  if ((field === 0 || field === false) && !ZERO_COUNTS.has(key)) return true;
  return Array.isArray(field) && field.length === 0;
}

function isEmptyMap(field: Json): boolean {
  return (
    typeof field === 'object' && field !== null && !Array.isArray(field) && Object.keys(field).length === 0
  );
}
