import type { Task } from '../../engine/objects.ts';
import { isBlockedByLeaving } from './blocked-by-leaving.ts';
import type { Clock } from './clock.ts';
import type { Observation } from './observation.ts';
import { ServiceChanges } from './service-changes.ts';

/** A task that ended although nobody told it to; `livedMs` is how long it was seen running. */
export interface TaskFailure {
  readonly task: Task;
  readonly livedMs: number;
  /** The clock's time of the look that showed it. */
  readonly seenAt: number;
}

const ENDED: ReadonlySet<string> = new Set(['complete', 'failed', 'rejected']);
const HAS_ENDED: ReadonlySet<string> = new Set([...ENDED, 'shutdown', 'remove', 'orphaned']);
/** Exit code of a program that SIGKILL ended. */
const KILLED = 137;
const TOLD_TO_STOP: ReadonlySet<string> = new Set(['shutdown', 'remove']);

/**
 * What one look cannot tell: since when a task runs or waits, which ones ended on their own. Times are the
 * watcher's own, because the clocks of nodes differ.
 */
export class TaskMemory {
  readonly #clock: Pick<Clock, 'now' | 'wallTime'>;
  /** Services by task, of all tasks seen. */
  readonly #seen = new Map<string, string>();
  /** Tasks from before their service was written. */
  readonly #before = new Set<string>();
  readonly #watchedSince = new Map<string, number>();
  readonly #runningSince = new Map<string, number>();
  readonly #pendingSince = new Map<string, { readonly words: string; readonly at: number }>();
  readonly #toldToStop = new Set<string>();
  readonly #failures = new Map<string, TaskFailure>();
  readonly #settled = new Map<string, string>();
  readonly #changes = new ServiceChanges();
  readonly #alive = new Set<string>();
  readonly #killed = new Map<string, Task>();

  /**
   * `tasks` are those from before the first write: their failures are history. How long they run already is told by
   * the engine's time stamps, which only for them must do.
   */
  constructor(tasks: readonly Task[], clock: Pick<Clock, 'now' | 'wallTime'>) {
    this.#clock = clock;
    for (const task of tasks) {
      this.#seen.set(task.ID, task.ServiceID);
      this.#before.add(task.ID);
      if (!HAS_ENDED.has(task.Status.State)) this.#alive.add(task.ID);
    }
    for (const task of tasks.filter(({ Status }) => Status.State === 'running')) {
      const age = Math.max(0, clock.wallTime() - Date.parse(task.Status.Timestamp));
      this.#runningSince.set(task.ID, clock.now() - age);
    }
  }

  /** To be called when a service was just written: what was seen of it by now is from before, its failures too. */
  watch(serviceIds: readonly string[]): void {
    for (const id of serviceIds.filter((each) => !this.#watchedSince.has(each))) {
      this.#watchedSince.set(id, this.#clock.now());
      for (const [task, service] of this.#seen) if (service === id) this.#before.add(task);
    }
  }

  /** The clock's time when the service was first watched for. */
  watchedSince(serviceId: string): number {
    return this.#watchedSince.get(serviceId) ?? this.#clock.now();
  }

  /** Gives true when any task or service is not as it was at the look before. */
  note(look: Observation): boolean {
    const { at, tasks } = look;
    for (const task of tasks) {
      this.#seen.set(task.ID, task.ServiceID);
      this.#noteKilled(task);
      this.#noteRunning(task, at);
      this.#notePending(task, look);
      this.#noteEnd(task, at);
    }
    return this.#changes.note(look);
  }

  /** When the service or a task of it last changed, as far as looks showed it; not before it was watched for. */
  changedAt(serviceId: string): number {
    return Math.max(this.watchedSince(serviceId), this.#changes.changedAt(serviceId));
  }

  /** To be called when an update that waited for these tasks was ended. */
  settle(tasks: readonly Task[]): void {
    for (const task of tasks) this.#settled.set(task.ID, task.ServiceID);
  }

  isSettled(task: Task): boolean {
    return this.#settled.has(task.ID);
  }

  wasSettled(serviceId: string): boolean {
    return [...this.#settled.values()].includes(serviceId);
  }

  /** Tasks of a service that did not end in time when they were told to, seen alive before. */
  killedOf(serviceId: string): readonly Task[] {
    return [...this.#killed.values()].filter((task) => task.ServiceID === serviceId);
  }

  isFromBefore(task: Task): boolean {
    return this.#before.has(task.ID);
  }

  /** Infinity for a task that was never seen running. */
  runningSince(task: Task): number {
    return this.#runningSince.get(task.ID) ?? Number.POSITIVE_INFINITY;
  }

  wasSeenRunning(task: Task): boolean {
    return this.#runningSince.has(task.ID);
  }

  /** For how long the scheduler has had no node for the task, for one reason that does not end by itself. */
  pendingFor(task: Task, now: number): number {
    const pending = this.#pendingSince.get(task.ID);
    return pending === undefined ? 0 : now - pending.at;
  }

  /** Failures of a service's tasks since the write, oldest first. */
  failuresOf(serviceId: string): readonly TaskFailure[] {
    return [...this.#failures.values()]
      .filter(({ task }) => task.ServiceID === serviceId && !this.#before.has(task.ID))
      .toSorted((a, b) => (a.task.Status.Timestamp < b.task.Status.Timestamp ? -1 : 1));
  }

  /** The engine says shutdown of every task that ended after it was told to; only the exit code tells how. */
  #noteKilled(task: Task): void {
    if (!HAS_ENDED.has(task.Status.State)) this.#alive.add(task.ID);
    const wasKilled = task.Status.State === 'shutdown' && task.Status.ContainerStatus?.ExitCode === KILLED;
    if (wasKilled && this.#alive.has(task.ID)) this.#killed.set(task.ID, task);
  }

  #noteRunning(task: Task, at: number): void {
    if (task.Status.State === 'running' && !this.#runningSince.has(task.ID))
      this.#runningSince.set(task.ID, at);
  }

  /** After a manager's restart no node is known for some seconds, and none is suitable. */
  #notePending(task: Task, { at, tasks, nodes }: Observation): void {
    const words = task.Status.State === 'pending' ? (task.Status.Err ?? '') : '';
    const passes = isBlockedByLeaving(task, tasks) || nodes.some(({ Status }) => Status.State === 'unknown');
    if (words === '' || passes) this.#pendingSince.delete(task.ID);
    else if (this.#pendingSince.get(task.ID)?.words !== words) this.#pendingSince.set(task.ID, { words, at });
  }

  /** The engine sets the desired state of a failed task to shutdown as well, so being told to stop must be seen before. */
  #noteEnd(task: Task, at: number): void {
    const ended = ENDED.has(task.Status.State);
    if (!ended && TOLD_TO_STOP.has(task.DesiredState)) this.#toldToStop.add(task.ID);
    if (!ended || this.#before.has(task.ID) || this.#toldToStop.has(task.ID) || this.#failures.has(task.ID))
      return;
    const since = this.#runningSince.get(task.ID);
    this.#failures.set(task.ID, { task, livedMs: since === undefined ? 0 : at - since, seenAt: at });
  }
}
