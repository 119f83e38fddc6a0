import type { Engine } from '../../engine/engine.ts';
import { holderOf, type LeaseHolder } from './lease-holder.ts';
import type { LeaseClock } from './lease-timing.ts';
import { readLease } from './stored-lease.ts';

const TAKER_COMES_WITHIN_MS = 1_000;
const LOOK_EVERY_MS = 100;

/**
 * Who took a lease over: whoever removes one makes its own right after. Undefined when nobody is seen to in a second,
 * or the lost lease still stands, or the engine does not answer.
 */
export async function findTaker(
  engine: Engine,
  lost: { readonly id: string; readonly stack: string },
  clock: LeaseClock,
): Promise<LeaseHolder | undefined> {
  const enough = new AbortController();
  const look = async (): Promise<LeaseHolder | undefined> => {
    while (!enough.signal.aborted) {
      const config = await readLease(engine, lost.stack);
      if (config !== undefined) return config.ID === lost.id ? undefined : holderOf(config);
      await clock.sleep(LOOK_EVERY_MS, enough.signal);
    }
    return undefined;
  };
  const late = clock.sleep(TAKER_COMES_WITHIN_MS, enough.signal).then(() => undefined);
  try {
    return await Promise.race([look().catch(() => undefined), late]);
  } finally {
    enough.abort();
  }
}
