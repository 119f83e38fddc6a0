import type { Service } from '../../engine/objects.ts';
import { type Cause, causeOfEndedTask, causeOfPendingTask, failuresUntilCertain } from './cause.ts';
import type { Observation } from './observation.ts';
import type { TaskFailure, TaskMemory } from './task-memory.ts';
import { mayFinish, placeOf } from './watched-service.ts';

/** The scheduler's reasons pass within a fraction of a second after a manager restart; this long they do not. */
const PENDING_CERTAIN_MS = 2_000;

export interface Suspect {
  readonly cause: Cause;
  /** The clock's time. */
  readonly seenAt: number;
}

/** The first failure that waiting cannot mend, or nothing. */
export function certainFailure(service: Service, look: Observation, memory: TaskMemory): Cause | undefined {
  return repeatedFailure(service, memory) ?? unplaceable(service, look, memory);
}

function repeatedFailure(service: Service, memory: TaskMemory): Cause | undefined {
  const counts = new Map<string, number>();
  for (const failure of memory.failuresOf(service.ID)) {
    if (failure.task.Status.State === 'complete' && mayFinish(service.Spec)) continue;
    const cause = causeOfEndedTask(failure.task, service.Spec, memory.wasSeenRunning(failure.task));
    const count = (counts.get(placeOf(failure.task)) ?? 0) + 1;
    counts.set(placeOf(failure.task), count);
    if (count >= Math.min(failuresUntilCertain(cause.kind), attemptsOf(service))) {
      return count === 1 ? cause : repeated(cause, count, failure);
    }
  }
  return undefined;
}

/** The first failure since the service was written, certain or not: what others suffer from may have begun with it. */
export function firstFailure(service: Service, memory: TaskMemory): Suspect | undefined {
  const failure = memory
    .failuresOf(service.ID)
    .find(({ task }) => task.Status.State !== 'complete' || !mayFinish(service.Spec));
  if (failure === undefined) return undefined;
  const { task, seenAt } = failure;
  return { cause: causeOfEndedTask(task, service.Spec, memory.wasSeenRunning(task)), seenAt };
}

/** How often the engine tries at all: once without restarts, else the first try and `MaxAttempts` more. */
function attemptsOf(service: Service): number {
  const policy = service.Spec.TaskTemplate.RestartPolicy;
  if (policy?.Condition === 'none') return 1;
  return policy?.MaxAttempts ? policy.MaxAttempts + 1 : Number.POSITIVE_INFINITY;
}

function repeated(cause: Cause, count: number, failure: TaskFailure): Cause {
  const lived =
    failure.livedMs >= 1000 ? `, the last time after ${Math.round(failure.livedMs / 1000)} s` : '';
  return { ...cause, often: `${count} times in ${placeOf(failure.task)}${lived}` };
}

function unplaceable(service: Service, look: Observation, memory: TaskMemory): Cause | undefined {
  const task = look.tasks.find(
    (candidate) =>
      candidate.ServiceID === service.ID &&
      candidate.DesiredState === 'running' &&
      memory.pendingFor(candidate, look.at) >= PENDING_CERTAIN_MS,
  );
  return task === undefined ? undefined : causeOfPendingTask(task);
}
