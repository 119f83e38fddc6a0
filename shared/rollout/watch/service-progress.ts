import { isDeepStrictEqual } from 'node:util';
import type { Node, Service, Task } from '../../engine/objects.ts';
import { comparableTask, type Json } from '../plan/comparable-spec.ts';
import { eligibleNodes, satisfies } from './eligible-nodes.ts';
import type { Observation } from './observation.ts';
import type { TaskMemory } from './task-memory.ts';
import { isJob, isPresentRun, mayFinish, placeOf, type WatchedService } from './watched-service.ts';

/** How far the tasks of a service are. `old` are outdated or surplus tasks that may still answer requests. */
export interface ServiceProgress {
  readonly total: number;
  /** One task for each place that is as it should be. */
  readonly done: readonly Task[];
  readonly old: readonly Task[];
  /** Tasks on their way to running, the newest of each place. */
  readonly coming: readonly Task[];
  /** Tasks on nodes that are down: whether they still run, and answer, cannot be known. */
  readonly unknown: readonly Task[];
  /** Of those, tasks of the wanted spec that the engine gave up. */
  readonly lost: readonly Task[];
  /** Outdated tasks of a global service on paused nodes, which the engine leaves as they are until somebody acts. */
  readonly keptByPause: readonly Task[];
}

const ENGINE_BEGINS_WITHIN_MS = 5_000;
const WITHOUT_NODE = ['new', 'allocated', 'pending'];
const BEFORE_RUNNING = ['accepted', 'preparing', 'ready', 'starting'];
const ON_A_NODE: ReadonlySet<string> = new Set([...BEFORE_RUNNING, 'running']);
const COMING: ReadonlySet<string> = new Set([...WITHOUT_NODE, 'assigned', ...BEFORE_RUNNING]);

export function serviceProgress(
  watched: WatchedService,
  service: Service,
  look: Observation,
  memory: TaskMemory,
  networkName: (target: string) => string,
): ServiceProgress {
  const nodes = new Map(look.nodes.map((node) => [node.ID, node]));
  const nodeOf = (task: Task): Node | undefined => nodes.get(task.NodeID ?? '');
  const wanted = comparableTaskWithoutPlacement(service.Spec.TaskTemplate, networkName);
  const all = look.tasks
    .filter((task) => task.ServiceID === service.ID)
    .filter((task) => !isJob(service.Spec) || isPresentRun(task, service));
  const replacing =
    watched.replacesTasks && mayStillReplace(service, look.at - memory.watchedSince(watched.id));
  const isNew = (task: Task): boolean =>
    !(replacing && memory.isFromBefore(task)) &&
    isDeepStrictEqual(comparableTaskWithoutPlacement(task.Spec, networkName), wanted);
  const isUnknown = (task: Task): boolean => nodeOf(task)?.Status.State === 'down';
  const unknown = all.filter((task) => isUnknown(task) && (COMING.has(task.Status.State) || isRunning(task)));
  const isKept = (task: Task): boolean => isGlobal(service) && nodeOf(task)?.Spec.Availability === 'pause';
  const tasks = all.filter((task) => !isUnknown(task) && !isKept(task));
  const constraints = service.Spec.TaskTemplate.Placement?.Constraints ?? [];
  const fitting = new Set(look.nodes.filter((node) => fits(node, constraints)).map((node) => node.ID));
  const done = onePerPlace(tasks.filter((task) => isNew(task) && isDone(task, service, fitting)));
  const doneIds = new Set(done.map((task) => task.ID));
  const alive = tasks.filter((task) => ON_A_NODE.has(task.Status.State) && !doneIds.has(task.ID));
  return {
    total: wantedTasks(service, look.nodes),
    done,
    old: alive.filter((task) => !isNew(task) || !staysWanted(task)),
    coming: tasks.filter((task) => isNew(task) && staysWanted(task) && COMING.has(task.Status.State)),
    unknown,
    lost: unknown.filter((task) => isNew(task) && !staysWanted(task)),
    keptByPause: all.filter((task) => isKept(task) && isRunning(task) && !isNew(task)),
  };
}

function isGlobal({ Spec: { Mode } }: Service): boolean {
  return Mode.Replicated === undefined && Mode.ReplicatedJob === undefined;
}

function isRunning({ Status }: Task): boolean {
  return Status.State === 'running';
}

/** Every slot runs the wanted spec, and nothing of another one is left that is known of. */
export function isComplete({ done, old, total }: ServiceProgress): boolean {
  return done.length === total && old.length === 0;
}

/** Whether the engine may still replace a task whose own spec is the wanted one: it begins at once, or never. */
function mayStillReplace({ UpdateStatus }: Service, watchedForMs: number): boolean {
  if (UpdateStatus?.State === 'updating') return true;
  return !UpdateStatus?.State && watchedForMs < ENGINE_BEGINS_WITHIN_MS;
}

/** Constraints may change without new tasks, so a task with other placement is not an old one. */
function comparableTaskWithoutPlacement(task: Task['Spec'], networkName: (target: string) => string): Json {
  const { Placement: _placement, ...rest } = task;
  return comparableTask(rest, networkName);
}

/** A running task on a node that no longer fits the constraints is about to be replaced. */
function isDone(task: Task, service: Service, fitting: ReadonlySet<string>): boolean {
  if (task.Status.State === 'complete') return mayFinish(service.Spec);
  const stays = task.DesiredState === 'running' && fitting.has(task.NodeID ?? '');
  return task.Status.State === 'running' && stays && !isJob(service.Spec);
}

function fits(node: Node, constraints: readonly string[]): boolean {
  return constraints.every((constraint) => satisfies(node, constraint));
}

export function staysWanted(task: Task): boolean {
  return task.DesiredState !== 'shutdown' && task.DesiredState !== 'remove';
}

/** A running task counts before a finished one of the same place. */
function onePerPlace(tasks: readonly Task[]): readonly Task[] {
  const places = new Map<string, Task>();
  for (const task of tasks) {
    const known = places.get(placeOf(task));
    if (known === undefined || task.Status.State === 'running') places.set(placeOf(task), task);
  }
  return [...places.values()];
}

function wantedTasks({ Spec: spec }: Service, nodes: readonly Node[]): number {
  const { Replicated, ReplicatedJob } = spec.Mode;
  if (Replicated !== undefined) return Replicated.Replicas ?? 1;
  if (ReplicatedJob !== undefined) return ReplicatedJob.TotalCompletions ?? 1;
  return eligibleNodes(nodes, spec.TaskTemplate.Placement?.Constraints ?? []).length;
}
