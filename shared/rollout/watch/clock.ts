import { setTimeout } from 'node:timers/promises';

/** Time as the watch sees it, in milliseconds, so that tests can turn it by hand. */
export interface Clock {
  /** Never jumps; counts from nowhere in particular. */
  now(): number;
  /** Since 1970, as the machine believes; comparable with the engine's time stamps. */
  wallTime(): number;
  /** Ends early, without an error, when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await setTimeout(milliseconds, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};
