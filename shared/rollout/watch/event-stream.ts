import type { Engine } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/objects.ts';
import type { Clock } from './clock.ts';

/** What a stream that was just asked for may have missed: it tells nobody when it begins. */
const BEGINS_WITHIN_MS = 3_000;
const ASK_AGAIN_AFTER_MS = 5_000;

export interface EventStream {
  /** Whether whatever happens is told; events of the first seconds may be missing. */
  isReliable(): boolean;
}

/** Follows the engine's events until the signal aborts; a stream that gets lost is asked for again. */
export function followEvents(
  engine: Engine,
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly heard: (event: EngineEvent) => void;
  },
): EventStream {
  const { clock, signal, heard } = options;
  let askedAt: number | undefined;
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      askedAt = clock.now();
      try {
        for await (const event of engine.events.stream(signal)) heard(event);
      } catch {
        // The lists say what the events would have said, only later.
      }
      askedAt = undefined;
      await clock.sleep(ASK_AGAIN_AFTER_MS, signal);
    }
  };
  void follow();
  return { isReliable: () => askedAt !== undefined && clock.now() - askedAt >= BEGINS_WITHIN_MS };
}
