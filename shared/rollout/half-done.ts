import type { Engine } from '../engine/engine.ts';
import type { Ledger } from '../release/ledger/ledger.ts';
import type { ReleaseEnding, ReleaseEntry } from '../release/ledger/release-entry.ts';
import { isHalfDone, lastGood, unfinishedReleases } from '../release/ledger/standing.ts';
import { removeLeftOneShots } from './one-shot/left-one-shots.ts';
import type { CurrentStack } from './plan/current-stack.ts';
import { type RestoreTarget, restoreTarget } from './restore/plan-restore.ts';
import type { RolloutLog } from './rollout-log.ts';
import type { Clock } from './watch/clock.ts';

interface Tools {
  readonly log: RolloutLog;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * What to bring back when a rollout fails: what runs now, or, when an earlier run left half of something, what was last
 * known to run well.
 */
export async function targetOfRestore(
  ledger: Ledger,
  releases: readonly ReleaseEntry[],
  current: CurrentStack,
): Promise<RestoreTarget> {
  if (!isHalfDone(releases)) return restoreTarget(current);
  const good = lastGood(releases);
  if (good === undefined) return { specs: [], networks: [] };
  const { stack } = await ledger.read(good.number);
  return {
    specs: stack.services.map(({ spec }) => spec),
    networks: stack.networks.map(({ Name }) => Name),
  };
}

/**
 * Ends in the open what a run that died left: its one-shot tasks, and on record its release. For the holder of the
 * lease, whose own release is on record by now: from then on somebody answers for what was left half-done.
 */
export async function endLeftovers(
  engine: Engine,
  ledger: Ledger,
  releases: readonly ReleaseEntry[],
  { oneShots }: CurrentStack,
  { log, clock, signal }: Tools,
): Promise<void> {
  await removeLeftOneShots(engine, oneShots, { log, clock, signal });
  const unfinished = unfinishedReleases(releases);
  for (const { number, stack } of unfinished) {
    log.warning(
      `Release ${number} of stack ${stack} was never finished: its run died or was ended. This run finishes what it began, or takes it back.`,
    );
  }
  const ending = supersededAt(clock.wallTime(), 'Its run ended without saying how.');
  await Promise.all(unfinished.map(({ number }) => ledger.finish(number, ending)));
}

/** For a release of which nothing is to count any more, whatever the next one leaves. */
export function supersededAt(wallTime: number, note: string): ReleaseEnding {
  const finishedAt = new Date(wallTime).toISOString();
  return { outcome: 'superseded', leftBehind: 'before', finishedAt, seconds: 0, note };
}
