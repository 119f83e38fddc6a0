import { isDeepStrictEqual } from 'node:util';
import type { Node, Service, Task } from '../../engine/objects.ts';
import { comparableTask, type Json } from '../plan/comparable-spec.ts';
import { eligibleNodes, satisfies } from './eligible-nodes.ts';
import type { Observation } from './observation.ts';
import type { TaskMemory } from './task-memory.ts';
import { isJob, isPresentRun, mayFinish, placeOf, type WatchedService } from './watched-service.ts';

/** How far the tasks of a service are. `leaving` are old or surplus tasks that may still answer requests. */
export interface ServiceProgress {
  readonly total: number;
  /** One task for each place that is as it should be. */
  readonly done: readonly Task[];
  readonly leaving: readonly Task[];
  /** Tasks on their way to running, the newest of each place. */
  readonly coming: readonly Task[];
}

const ON_A_NODE: ReadonlySet<string> = new Set(['accepted', 'preparing', 'ready', 'starting', 'running']);
const COMING: ReadonlySet<string> = new Set([
  'new',
  'allocated',
  'pending',
  'assigned',
  'accepted',
  'preparing',
  'ready',
  'starting',
]);

export function serviceProgress(
  watched: WatchedService,
  service: Service,
  look: Observation,
  memory: TaskMemory,
  networkName: (target: string) => string,
): ServiceProgress {
  const down = new Set(look.nodes.filter((node) => node.Status.State === 'down').map((node) => node.ID));
  const wanted = comparableTaskWithoutPlacement(service.Spec.TaskTemplate, networkName);
  const tasks = look.tasks
    .filter((task) => task.ServiceID === service.ID && !down.has(task.NodeID ?? ''))
    .filter((task) => !isJob(service.Spec) || isPresentRun(task, service));
  const takenBack = service.UpdateStatus?.State?.startsWith('rollback') ?? false;
  const isNew = (task: Task): boolean =>
    !(watched.replacesTasks && !takenBack && memory.isFromBefore(task)) &&
    isDeepStrictEqual(comparableTaskWithoutPlacement(task.Spec, networkName), wanted);
  const constraints = service.Spec.TaskTemplate.Placement?.Constraints ?? [];
  const fitting = new Set(look.nodes.filter((node) => fits(node, constraints)).map((node) => node.ID));
  const done = onePerPlace(tasks.filter((task) => isNew(task) && isDone(task, service, fitting)));
  const doneIds = new Set(done.map((task) => task.ID));
  const alive = tasks.filter((task) => ON_A_NODE.has(task.Status.State) && !doneIds.has(task.ID));
  return {
    total: wantedTasks(service, look.nodes),
    done,
    leaving: alive.filter((task) => !isNew(task) || !staysWanted(task)),
    coming: tasks.filter((task) => isNew(task) && staysWanted(task) && COMING.has(task.Status.State)),
  };
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

function staysWanted(task: Task): boolean {
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

/** As in `1/3 running, slot 2 starting, 1 old task leaving`. */
export function progressText(progress: ServiceProgress, nodeName: (id: string) => string): string {
  const finished = progress.done.filter((task) => task.Status.State === 'complete').length;
  const parts = [
    `${progress.done.length}/${progress.total} ${finished === 0 ? 'running' : 'running or finished'}`,
  ];
  const [next] = progress.coming;
  if (next !== undefined) parts.push(comingText(next, nodeName));
  if (progress.leaving.length > 0) {
    parts.push(`${progress.leaving.length} old ${progress.leaving.length === 1 ? 'task' : 'tasks'} leaving`);
  }
  return parts.join(', ');
}

function comingText(task: Task, nodeName: (id: string) => string): string {
  const place = task.Slot === undefined ? '' : `slot ${task.Slot} `;
  const node = task.NodeID === undefined ? '' : ` on ${nodeName(task.NodeID)}`;
  if (task.DesiredState === 'ready') return `${place}waits for its turn`;
  const words = task.Status.State === 'pending' && task.Status.Err ? ` (${task.Status.Err})` : '';
  return `${place}${task.Status.State}${node}${words}`;
}
