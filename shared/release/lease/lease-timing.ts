/**
 * How long a lease outlives its last renewal. A holder renews every ninth of it (5 s), retries every 45th (1 s) and
 * counts its lease as lost after eight ninths (40 s): a renewal that hangs for 20 s because the managers lost their
 * majority, and another one that waits 7.5 s for a new leader, both measured, still fit in. A dead runner blocks its
 * stack for no longer than this; what GitHub itself ends is freed at once by the post step or the run's next attempt.
 */
export const TIME_TO_LIVE_MS = 45_000;

/** How a holder spends its time to live, in milliseconds. */
export interface HolderTiming {
  readonly renewEveryMs: number;
  readonly retryAfterMs: number;
  /** From sending a renewal that succeeded until the lease counts as lost; shorter than any waiter's patience. */
  readonly validForMs: number;
}

export function holderTiming(timeToLiveMs: number): HolderTiming {
  return {
    renewEveryMs: timeToLiveMs / 9,
    retryAfterMs: timeToLiveMs / 45,
    validForMs: (timeToLiveMs * 8) / 9,
  };
}

/** Time and logs as leases need them; structural parts of those of a rollout. */
export interface LeaseClock {
  /** Never jumps. */
  now(): number;
  wallTime(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface LeaseLog {
  info(line: string): void;
  warning(line: string): void;
}
