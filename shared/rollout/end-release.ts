import type { Engine } from '../engine/engine.ts';
import { collect } from '../release/collection/collect.ts';
import { LeaseLostError } from '../release/lease/lease-errors.ts';
import type { Ledger } from '../release/ledger/ledger.ts';
import type { ReleaseEnding } from '../release/ledger/release-entry.ts';
import type { RolloutLog } from './rollout-log.ts';
import { soonOnceCancelled } from './soon-once-cancelled.ts';
import type { Clock } from './watch/clock.ts';

interface EndOptions {
  readonly clock: Clock;
  readonly log: RolloutLog;
  readonly signal: AbortSignal;
  readonly keepReleases: number;
}

/**
 * Puts on record how a release ended and removes what nothing needs any more. The stack is as it is by now: what cannot
 * be written is told and no error, and the next run knows what to do about it.
 */
export async function endRelease(
  engine: Engine,
  ledger: Ledger,
  release: number,
  ending: ReleaseEnding,
  options: EndOptions,
): Promise<void> {
  const { log, signal, keepReleases } = options;
  if (signal.reason instanceof LeaseLostError) return;
  try {
    const { stack } = await soonOnceCancelled(ledger.finish(release, ending), options);
    if (signal.aborted) return;
    const { releases, objects, problems } = await collect(engine, stack, keepReleases);
    const gone = [...releases.map((number) => `release ${number}`), ...objects];
    if (gone.length > 0) log.info(`No longer needed and removed: ${gone.join(', ')}.`);
    for (const problem of problems) log.warning(problem);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.warning(`How release ${release} ended could not be recorded: ${why}`);
  }
}
