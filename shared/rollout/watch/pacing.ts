import type { Verdict } from './judge-service.ts';
import type { TaskMemory } from './task-memory.ts';
import type { WatchedService } from './watched-service.ts';

const QUICKEST_POLL_MS = 200;
const SLOWEST_POLL_MS = 1_000;
/** So that waiting for the next look adds at most a tenth to what the stack itself takes. */
const SHARE_OF_QUIET = 0.1;

export interface Moment {
  readonly now: number;
  readonly deadline: number;
  /** When the last look began: a look is not asked for faster than it is answered. */
  readonly lookedAt: number;
}

export interface Pause {
  /** In milliseconds. */
  readonly length: number;
  /** Whether the verdict on a service may be final at its end. */
  readonly isLast: boolean;
}

/** How long to wait until the next look: the quieter it is, the longer, but not past what is due. */
export function pauseUntilLook(
  services: readonly WatchedService[],
  verdicts: ReadonlyMap<string, Verdict>,
  memory: Pick<TaskMemory, 'changedAt'>,
  { now, deadline, lookedAt }: Moment,
): Pause {
  const open = services.filter(({ id }) => verdicts.get(id)?.outcome === undefined);
  const changedAt = Math.max(...open.map(({ id }) => memory.changedAt(id)));
  const poll = Math.min(Math.max((now - changedAt) * SHARE_OF_QUIET, QUICKEST_POLL_MS), SLOWEST_POLL_MS);
  const due = Math.min(...open.map(({ id }) => verdicts.get(id)?.dueInMs ?? Number.POSITIVE_INFINITY));
  const wanted = Math.min(poll, deadline - now, due + lookedAt - now);
  const length = Math.max(wanted, now - lookedAt, 0);
  return { length, isLast: due <= now - lookedAt + length };
}
