import { isDeepStrictEqual } from 'node:util';
import type { Service, Task } from '../../engine/objects.ts';
import { comparableSpec } from '../plan/comparable-spec.ts';
import type { Cause } from './cause.ts';
import { certainFailure, firstFailure, type Suspect } from './certain-failure.ts';
import { engineStopped } from './engine-stopped.ts';
import { type LostUpdate, lostUpdate } from './lost-update.ts';
import { nodeNamer, type Observation } from './observation.ts';
import { patience } from './patience.ts';
import { progressText } from './progress-text.ts';
import { isReady } from './readiness.ts';
import { isComplete, type ServiceProgress, serviceProgress } from './service-progress.ts';
import type { TaskMemory } from './task-memory.ts';
import type { WatchedService } from './watched-service.ts';

/**
 * `running`: as far as services that depend on it need it, not yet proved to stay so. `not-awaited`: another service
 * failed for certain while this one was still on its way.
 */
export type ServiceOutcome =
  | 'deployed'
  | 'unchanged'
  | 'rolled-back'
  | 'paused'
  | 'failed'
  | 'timed-out'
  | 'cancelled'
  | 'running'
  | 'not-awaited';

/** What one look says of one service. A final verdict does not change by waiting longer. */
export interface Verdict {
  readonly progress: string;
  /** What goes on without being news, such as seconds that pass. */
  readonly note?: string;
  /** While it is open: a task that is not yet as it should be. */
  readonly waitsFor?: Task;
  readonly cause?: Cause;
  /** While it is open and not ready: what failed first, though it may still mend. */
  readonly suspect?: Suspect;
  /** Absent while it is still open. */
  readonly outcome?: ServiceOutcome;
  /** True when services that depend on it may be written. */
  readonly ready?: boolean;
  /** True while the engine takes its own update back: the deployment failed, where it ends is still open. */
  readonly rollingBack?: boolean;
  /** When nothing is missing but time: how many milliseconds until the service has stayed well long enough. */
  readonly dueInMs?: number;
  /** What the engine cannot end by itself, and somebody must. */
  readonly lost?: LostUpdate;
  /** See ServiceProgress; absent when there are none. */
  readonly unknown?: readonly Task[];
  readonly keptByPause?: readonly Task[];
}

export interface JudgeContext {
  readonly memory: TaskMemory;
  readonly networkName: (target: string) => string;
}

/**
 * Tasks and stored specs decide. The engine's update status is heard only when it says that something went wrong
 * or is still going on: it says `completed` while every new task crashes, and any other write clears it.
 */
export function judgeService(watched: WatchedService, look: Observation, context: JudgeContext): Verdict {
  const service = look.services.find((candidate) => candidate.ID === watched.id);
  if (service === undefined) {
    const headline = 'somebody removed it while this rollout ran';
    return { progress: 'removed', outcome: 'failed', cause: { kind: 'removed-by-others', headline } };
  }
  const progress = serviceProgress(watched, service, look, context.memory, context.networkName);
  const { unknown, keptByPause } = progress;
  return {
    ...verdictOf(watched, service, look, progress, context),
    ...(unknown.length > 0 && { unknown }),
    ...(keptByPause.length > 0 && { keptByPause }),
  };
}

function verdictOf(
  watched: WatchedService,
  service: Service,
  look: Observation,
  progress: ServiceProgress,
  context: JudgeContext,
): Verdict {
  const text = progressText(progress, nodeNamer(look));
  const stopped = engineStopped(watched, service, look, progress, context.memory);
  if (stopped !== undefined) return { progress: text, ...stopped };
  if (!isDeepStrictEqual(comparableSpec(service.Spec, context.networkName), watched.wanted)) {
    const headline = 'somebody else changed it while this rollout ran';
    return { progress: text, outcome: 'failed', cause: { kind: 'changed-by-others', headline } };
  }
  const cause = certainFailure(service, look, context.memory);
  if (cause !== undefined) return { progress: text, outcome: 'failed', cause };
  const ready = isReady(progress, watched.neededAs ?? 'service_healthy');
  const verdict = openOrDone(watched, service, look, progress, text, context.memory);
  if (ready) return { ...verdict, ready };
  const suspect = firstFailure(service, context.memory);
  return verdict.outcome !== undefined || suspect === undefined ? verdict : { ...verdict, suspect };
}

/** Whatever is still open, the service has not failed for certain and nobody else changed it. */
function openOrDone(
  watched: WatchedService,
  service: Service,
  look: Observation,
  progress: ServiceProgress,
  text: string,
  memory: TaskMemory,
): Verdict {
  const lost = lostUpdate(service, progress, (task) => memory.isSettled(task));
  if (lost !== undefined && watched.action === 'unchanged') return leftHanging(lost, look, text);
  if (lost !== undefined) return { progress: text, lost };
  const [waitsFor] = [...progress.coming, ...progress.old];
  const updating = service.UpdateStatus?.State === 'updating';
  if (isComplete(progress) && !updating) return stableOrNot(watched, look, progress, text, memory);
  const waiting = isComplete(progress) ? `${text}, the engine still watches its update` : text;
  const open = { progress: waiting, ...(waitsFor === undefined ? {} : { waitsFor }) };
  const stillFor = look.at - memory.changedAt(service.ID);
  if (stillFor < patience(service.Spec) || progress.coming.some(isDownloading)) return open;
  const headline = `nothing has changed for ${Math.round(stillFor / 1000)} s, which none of its own timings explains: ${waiting}`;
  return {
    ...open,
    outcome: 'timed-out',
    cause: { kind: 'stalled', headline, ...(waitsFor && { task: waitsFor }) },
  };
}

function isDownloading({ Status }: Task): boolean {
  return Status.State === 'preparing';
}

/** Nothing is written for an unchanged service, so an update that somebody else left hanging is told, not ended. */
function leftHanging({ tasks }: LostUpdate, look: Observation, text: string): Verdict {
  const [task] = tasks;
  const node = nodeNamer(look)(task?.NodeID ?? '');
  const headline = `an earlier update of it hangs: the engine waits for a task on ${node}, which is down`;
  return {
    progress: text,
    outcome: 'paused',
    cause: { kind: 'update-hangs', headline, ...(task && { task }) },
  };
}

function stableOrNot(
  watched: WatchedService,
  look: Observation,
  progress: ServiceProgress,
  text: string,
  memory: TaskMemory,
): Verdict {
  const running = progress.done.filter((task) => task.Status.State === 'running');
  const since = Math.max(Number.NEGATIVE_INFINITY, ...running.map((task) => memory.runningSince(task)));
  const window = watchWindow(watched, memory);
  const stableFor = look.at - since;
  if (stableFor >= window)
    return { progress: text, outcome: watched.action === 'unchanged' ? 'unchanged' : 'deployed' };
  const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
  const note = `stable for ${seconds(stableFor)} of ${seconds(window)} s`;
  return { progress: text, note, dueInMs: window - stableFor };
}

/** A program that already ended once after some time must live twice as long before it is believed. */
function watchWindow(watched: WatchedService, memory: TaskMemory): number {
  const lives = memory.failuresOf(watched.id).map((failure) => 2 * failure.livedMs);
  return Math.max(watched.stableForMs, ...lives);
}
