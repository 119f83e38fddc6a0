import type { Engine } from '../engine/engine.ts';
import { collect, readCollectable } from '../release/collection/collect.ts';
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
 * be written is told and no error, and the next run knows what to do about it. What is to be removed is looked for
 * meanwhile; nothing is removed before the end is on record.
 */
export async function endRelease(
  engine: Engine,
  ledger: Ledger,
  { stack, number }: { readonly stack: string; readonly number: number },
  ending: ReleaseEnding,
  options: EndOptions,
): Promise<void> {
  const { log, signal, keepReleases } = options;
  if (signal.reason instanceof LeaseLostError) return;
  const reading = signal.aborted ? undefined : readCollectable(engine, stack);
  reading?.catch(() => undefined);
  let unable = `How release ${number} ended could not be recorded`;
  try {
    const ended = await soonOnceCancelled(ledger.finish(number, ending), options);
    if (signal.aborted || reading === undefined) return;
    unable = 'What is no longer needed could not be removed';
    const { releases, objects, problems } = await collect(engine, ended, keepReleases, await reading);
    const gone = [...releases.map((each) => `release ${each}`), ...objects];
    if (gone.length > 0) log.info(`No longer needed and removed: ${gone.join(', ')}.`);
    for (const problem of problems) log.warning(problem);
  } catch (error) {
    log.warning(`${unable}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
