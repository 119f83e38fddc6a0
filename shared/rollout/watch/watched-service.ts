import type { DependencyCondition } from '../../compose/desired-stack.ts';
import type { Service, Task } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import type { SourcePosition } from '../../errors/user-error.ts';
import type { Json } from '../plan/comparable-spec.ts';
import { comparableSpec } from '../plan/comparable-spec.ts';
import type { FieldChange } from '../plan/field-changes.ts';
import type { ServiceChange } from '../plan/plan.ts';

const NANOSECONDS_PER_MILLISECOND = 1e6;
const ENGINE_MONITOR_MS = 5_000;
const SHORTEST_WINDOW_MS = 10_000;

/** A service whose tasks are watched until they are what the stack file asks for. */
export interface WatchedService {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly position: SourcePosition;
  readonly action: ServiceChange['action'];
  /** What must be stored and run, comparable with `comparableSpec` of what is. */
  readonly wanted: Json;
  /** True when the write replaces every task, so that one from before it is old even if its own spec is the same. */
  readonly replacesTasks: boolean;
  /** How long every new task must stay up, in milliseconds. */
  readonly stableForMs: number;
  /** What services that depend on it wait for; `service_healthy` when absent, which is every slot running. */
  readonly neededAs?: DependencyCondition;
}

export function watchService(
  change: ServiceChange,
  id: string,
  nameOf: (target: string) => string,
  stableForMs: number | undefined,
  neededAs?: DependencyCondition,
): WatchedService {
  return {
    id,
    key: change.key,
    name: change.name,
    position: change.position,
    action: change.action,
    wanted: comparableSpec(change.spec, nameOf),
    replacesTasks: change.action === 'update' && change.fields.some(replacesEqualTasks),
    stableForMs: stableForMs ?? defaultWindow(change.spec),
    ...(neededAs === undefined ? {} : { neededAs }),
  };
}

/** The engine keeps a task from before whose own spec is the wanted one already; only other ports replace it too. */
function replacesEqualTasks({ path, restarts }: FieldChange): boolean {
  return restarts === 'all' && !path.startsWith('TaskTemplate');
}

/** At least 10 s, so that a program that lives for some seconds is found out; the service's own monitor when longer. */
function defaultWindow(spec: ServiceSpec): number {
  const monitor = (spec.UpdateConfig?.Monitor ?? 0) / NANOSECONDS_PER_MILLISECOND || ENGINE_MONITOR_MS;
  return Math.max(SHORTEST_WINDOW_MS, monitor);
}

/** Whether the program is meant to end: a restart condition that lets it, and nothing that says it serves. */
export function mayFinish(spec: ServiceSpec): boolean {
  const condition = spec.TaskTemplate.RestartPolicy?.Condition;
  const test = spec.TaskTemplate.ContainerSpec.Healthcheck?.Test ?? ['NONE'];
  const serves = test[0] !== 'NONE' || (spec.EndpointSpec?.Ports ?? []).length > 0;
  return isJob(spec) || ((condition === 'none' || condition === 'on-failure') && !serves);
}

export function isJob(spec: ServiceSpec): boolean {
  return spec.Mode.ReplicatedJob !== undefined || spec.Mode.GlobalJob !== undefined;
}

/** What tells the tasks of one place apart: the slot, or the node for services that run on every node. */
export function placeOf(task: Task): string {
  return task.Slot === undefined ? `node ${task.NodeID ?? '?'}` : `slot ${task.Slot}`;
}

/** Jobs keep the tasks of earlier runs; only those of the present run count. */
export function isPresentRun(task: Task, service: Service): boolean {
  return task.JobIteration?.Index === service.JobStatus?.JobIteration.Index;
}
