import type { Engine } from '../engine/engine.ts';
import { adoptStack } from '../release/ledger/adopt-stack.ts';
import type { Ledger } from '../release/ledger/ledger.ts';
import type { ReleaseAction, ReleaseOrigin, ReleaseRecord } from '../release/ledger/release-record.ts';
import { plannedRelease } from '../release/ledger/released-stack.ts';
import { isHalfDone, lastGood, newestNumber, runningRelease } from '../release/ledger/standing.ts';
import { withStoredObjects } from '../release/ledger/with-stored-objects.ts';
import type { PlannedChange } from './change-stack.ts';
import { countChanges } from './plan/plan.ts';
import { planJson } from './plan/plan-json.ts';
import { networkNamer } from './plan/plan-stack.ts';
import { planLines } from './plan/plan-text.ts';
import type { Clock } from './watch/clock.ts';

export interface RecordOptions {
  readonly action: ReleaseAction;
  readonly origin: ReleaseOrigin;
  /** The release whose stack is brought back, by number. */
  readonly restores?: number;
  /** How many releases to keep. */
  readonly keepReleases: number;
}

export interface BegunRelease {
  readonly number: number;
  /** The release that ran before, or is to be brought back. */
  readonly previous?: number;
  /** Another run made a release since the plan was made: only the holder of the lease does, so this one had it then. */
  readonly isOutdated: boolean;
}

/** Puts a change on record as pending; nothing of the stack may be written before this has returned. */
export async function beginRelease(
  engine: Engine,
  ledger: Ledger,
  planned: PlannedChange,
  options: RecordOptions & { readonly clock: Clock },
): Promise<BegunRelease> {
  const { releases } = planned.standing;
  const previous = await releaseBefore(engine, ledger, planned, options);
  const record = await recordOf(engine, planned, previous, options);
  const newest = Math.max(previous ?? 0, newestNumber(releases));
  const number = await ledger.begin(record, newest);
  return { number, isOutdated: number !== newest + 1, ...(previous === undefined ? {} : { previous }) };
}

/** A stack that somebody else made is recorded as it was found first, so that one can go back to it. */
async function releaseBefore(
  engine: Engine,
  ledger: Ledger,
  { plan, current, standing: { releases } }: PlannedChange,
  { clock, origin }: RecordOptions & { readonly clock: Clock },
): Promise<number | undefined> {
  if (releases.length > 0)
    return (isHalfDone(releases) ? lastGood(releases) : runningRelease(releases))?.number;
  if (current.services.length === 0) return undefined;
  return adoptStack(engine, ledger, {
    stack: plan.stack,
    found: current,
    networkName: networkNamer(current.networks),
    foundAt: new Date(clock.wallTime()).toISOString(),
    ...(origin.actor === undefined ? {} : { actor: origin.actor }),
    ...(origin.runUrl === undefined ? {} : { runUrl: origin.runUrl }),
  });
}

async function recordOf(
  engine: Engine,
  { plan, current, desired }: PlannedChange,
  previous: number | undefined,
  { action, origin, restores, clock }: RecordOptions & { readonly clock: Clock },
): Promise<ReleaseRecord> {
  const planned = plannedRelease(desired, plan, current, networkNamer(current.networks));
  return {
    action,
    stack: await withStoredObjects(engine, planned),
    origin,
    plan: { changes: countChanges(plan), lines: planLines(plan), json: planJson(plan) },
    ...(previous === undefined ? {} : { previous }),
    ...(restores === undefined ? {} : { restores }),
    startedAt: new Date(clock.wallTime()).toISOString(),
  };
}
