import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../shared/rollout/watch/clock.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export interface SteppedClock extends Clock {
  /** Lets time pass, and everything happen that happens in it, in its order. */
  advance(milliseconds: number): Promise<void>;
  /** Lets time pass that a sleeping machine does not count: only the wall clock shows it. */
  suspend(milliseconds: number): void;
}

/** A clock that moves only when told to, for code in which several things sleep at the same time. */
export function steppedClock(start = Date.parse('2026-01-01T10:00:00Z')): SteppedClock {
  let now = 0;
  let suspended = 0;
  const sleepers = new Set<Sleeper>();
  const settle = async () => {
    for (let turns = 0; turns < 20; turns += 1) await turn();
  };
  return {
    now: () => now,
    wallTime: () => start + suspended + now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const sleeper = { until: now + milliseconds, wake: () => wake() };
        const wake = () => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        signal.addEventListener('abort', wake);
        sleepers.add(sleeper);
      }),
    advance: async (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        await settle();
        const [next] = [...sleepers].toSorted((a, b) => a.until - b.until);
        if (next === undefined || next.until > end) break;
        now = Math.max(now, next.until);
        next.wake();
      }
      now = end;
    },
    suspend: (milliseconds) => {
      suspended += milliseconds;
    },
  };
}
