import type { Service } from '../../engine/objects.ts';
import { type Cause, causeOfEndedTask } from './cause.ts';
import type { Verdict } from './judge-service.ts';
import type { Observation } from './observation.ts';
import { isComplete, type ServiceProgress } from './service-progress.ts';
import type { TaskMemory } from './task-memory.ts';
import type { WatchedService } from './watched-service.ts';

/** The engine's own verdicts: an update paused, or taken back. A write clears them, so they are never older than it. */
export function engineStopped(
  watched: WatchedService,
  service: Service,
  look: Observation,
  progress: ServiceProgress,
  memory: TaskMemory,
): Omit<Verdict, 'progress'> | undefined {
  const state = service.UpdateStatus?.State;
  if (watched.action === 'unchanged') return leftByOthers(service, look, memory);
  if (state === 'paused') return { outcome: 'paused', cause: stopCause(service, look, memory) };
  if (state === 'rollback_paused') return { outcome: 'failed', cause: stopCause(service, look, memory) };
  if (state !== 'rollback_started' && state !== 'rollback_completed') return undefined;
  const cause = stopCause(service, look, memory);
  // What the engine would go back to is no older version any more.
  if (memory.wasSettled(service.ID)) return { outcome: 'failed', cause };
  const isBack = state === 'rollback_completed' && isComplete(progress);
  return isBack ? { outcome: 'rolled-back', cause } : { rollingBack: true, cause };
}

/** Whatever its tasks look like now: the engine goes on with neither its update nor its rollback until somebody writes. */
function leftByOthers(
  service: Service,
  look: Observation,
  memory: TaskMemory,
): Omit<Verdict, 'progress'> | undefined {
  const state = service.UpdateStatus?.State;
  if (state !== 'paused' && state !== 'rollback_paused') return undefined;
  const cause = stopCause(service, look, memory);
  const what = state === 'paused' ? 'update' : 'rollback';
  return {
    outcome: 'paused',
    cause: { ...cause, headline: `an earlier ${what} of it is paused: ${cause.headline}` },
  };
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
