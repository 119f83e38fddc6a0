import { isLostConnection, isPassingRefusal, isUnreachable } from './connection-errors.ts';

/** Between the three tries on connections that get lost. */
const lostPausesMs = [250, 1_000];
const restartPauseMs = 500;
/** Engines took 4 to 8 seconds from the first refusal until they answered again. */
const restartLimitMs = 20_000;

/** What the engine has shown itself to be. */
export interface EnginePast {
  /** It has given a good reply. */
  readonly answered: boolean;
  /** It has given one that only a manager gives. */
  readonly managed: boolean;
}

/** How long to wait before the next try, asked after each failed one; undefined: give up. */
export type Patience = (error: unknown) => number | undefined;

/**
 * The patience for one read. A lost connection is worth three tries. An engine that answered before and now has no
 * socket, or is just no manager, is restarting: it is asked again and again for 20 seconds.
 */
export function patience(past: () => EnginePast, now: () => number = () => performance.now()): Patience {
  let firstFailure: number | undefined;
  let losses = 0;
  return (error) => {
    firstFailure ??= now();
    const { answered, managed } = past();
    if ((answered && isUnreachable(error)) || isPassingRefusal(error, managed)) {
      return now() - firstFailure < restartLimitMs ? restartPauseMs : undefined;
    }
    if (!isLostConnection(error)) return undefined;
    losses += 1;
    return lostPausesMs[losses - 1];
  };
}
