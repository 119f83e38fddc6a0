import { isDeepStrictEqual } from 'node:util';
import type { Service, Task } from '../../engine/objects.ts';
import { comparableSpec } from '../plan/comparable-spec.ts';
import { type Cause, causeOfEndedTask } from './cause.ts';
import { certainFailure } from './certain-failure.ts';
import type { Observation } from './observation.ts';
import { progressText } from './progress-text.ts';
import { isReady } from './readiness.ts';
import { type ServiceProgress, serviceProgress } from './service-progress.ts';
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
  /** Absent while it is still open. */
  readonly outcome?: ServiceOutcome;
  /** True when services that depend on it may be written. */
  readonly ready?: boolean;
  /** True while the engine takes its own update back: the deployment failed, where it ends is still open. */
  readonly rollingBack?: boolean;
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
    const headline = 'somebody removed it while this deployment ran';
    return { progress: 'removed', outcome: 'failed', cause: { kind: 'removed-by-others', headline } };
  }
  const progress = serviceProgress(watched, service, look, context.memory, context.networkName);
  const text = progressText(progress, nodeNamer(look));
  const stopped = engineStopped(watched, service, look, progress, context.memory);
  if (stopped !== undefined) return { progress: text, ...stopped };
  if (!isDeepStrictEqual(comparableSpec(service.Spec, context.networkName), watched.wanted)) {
    const headline = 'somebody else changed it while this deployment ran';
    return { progress: text, outcome: 'failed', cause: { kind: 'changed-by-others', headline } };
  }
  const cause = certainFailure(service, look, context.memory);
  if (cause !== undefined) return { progress: text, outcome: 'failed', cause };
  const ready = isReady(progress, watched.neededAs ?? 'service_healthy');
  return { ...openOrDone(watched, service, look, progress, text, context.memory), ...(ready && { ready }) };
}

export function nodeNamer(look: Observation): (id: string) => string {
  const names = new Map(look.nodes.map((node) => [node.ID, node.Description.Hostname]));
  return (id) => names.get(id) ?? id;
}

/** The engine's own verdicts: an update paused, or taken back. A write clears them, so they are never older than it. */
function engineStopped(
  watched: WatchedService,
  service: Service,
  look: Observation,
  progress: ServiceProgress,
  memory: TaskMemory,
): Omit<Verdict, 'progress'> | undefined {
  const state = service.UpdateStatus?.State;
  if (state === 'paused') return { outcome: 'paused', cause: stopCause(service, look, memory) };
  if (watched.action === 'unchanged') return undefined;
  if (state === 'rollback_paused') return { outcome: 'failed', cause: stopCause(service, look, memory) };
  if (state === 'rollback_started') return { rollingBack: true, cause: stopCause(service, look, memory) };
  if (state !== 'rollback_completed') return undefined;
  const settled = progress.done.length >= progress.total && progress.old.length === 0;
  const cause = stopCause(service, look, memory);
  return settled ? { outcome: 'rolled-back', cause } : { rollingBack: true, cause };
}

/** The engine names the first failed task in its message; its state says more than the message. */
function stopCause(service: Service, look: Observation, memory: TaskMemory): Cause {
  const message = service.UpdateStatus?.Message ?? '';
  const named = /of task (\w+)/.exec(message)?.[1];
  const task =
    look.tasks.find((candidate) => candidate.ID === named) ?? memory.failuresOf(service.ID).at(0)?.task;
  if (task === undefined)
    return { kind: 'update-stopped', headline: `the engine stopped the update: ${message}` };
  return causeOfEndedTask(task, service.Spec, memory.wasSeenRunning(task));
}

function openOrDone(
  watched: WatchedService,
  service: Service,
  look: Observation,
  progress: ServiceProgress,
  text: string,
  memory: TaskMemory,
): Verdict {
  const complete = progress.done.length === progress.total && progress.old.length === 0;
  const [waitsFor] = [...progress.coming, ...progress.old];
  if (!complete) return { progress: text, ...(waitsFor === undefined ? {} : { waitsFor }) };
  if (service.UpdateStatus?.State === 'updating')
    return { progress: `${text}, the engine still watches its update` };
  const running = progress.done.filter((task) => task.Status.State === 'running');
  const since = Math.max(Number.NEGATIVE_INFINITY, ...running.map((task) => memory.runningSince(task)));
  const window = watchWindow(watched, memory);
  const stableFor = look.at - since;
  if (stableFor >= window)
    return { progress: text, outcome: watched.action === 'unchanged' ? 'unchanged' : 'deployed' };
  const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
  return { progress: text, note: `stable for ${seconds(stableFor)} of ${seconds(window)} s` };
}

/** A program that already ended once after some time must live twice as long before it is believed. */
function watchWindow(watched: WatchedService, memory: TaskMemory): number {
  const lives = memory.failuresOf(watched.id).map((failure) => 2 * failure.livedMs);
  return Math.max(watched.stableForMs, ...lives);
}
