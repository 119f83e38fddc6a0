import type { Engine } from '../engine/engine.ts';
import { collect } from '../release/collection/collect.ts';
import { LeaseLostError } from '../release/lease/lease-errors.ts';
import { adoptStack } from '../release/ledger/adopt-stack.ts';
import { type Ledger, openLedger } from '../release/ledger/ledger.ts';
import type { ReleaseEnding, ReleaseEntry } from '../release/ledger/release-entry.ts';
import type { ReleaseAction, ReleaseOrigin, ReleaseRecord } from '../release/ledger/release-record.ts';
import { plannedRelease } from '../release/ledger/released-stack.ts';
import { lastGood, newestNumber, runningRelease, unfinishedReleases } from '../release/ledger/standing.ts';
import { withStoredObjects } from '../release/ledger/with-stored-objects.ts';
import type { ChangeResult, OnFailure, PlannedChange } from './change-stack.ts';
import { removeLeftOneShots } from './one-shot/left-one-shots.ts';
import { countChanges } from './plan/plan.ts';
import { planJson } from './plan/plan-json.ts';
import { networkNamer } from './plan/plan-stack.ts';
import { planLines } from './plan/plan-text.ts';
import { releaseEnding } from './release-ending.ts';
import { type RestoreTarget, restoreTarget } from './restore/plan-restore.ts';
import { type RolloutOptions, rollOut } from './roll-out.ts';
import type { RolloutResult } from './rollout-result.ts';

export interface RecordOptions {
  readonly action: ReleaseAction;
  readonly origin: ReleaseOrigin;
  /** The release whose stack is brought back, by number. */
  readonly restores?: number;
  /** How many releases to keep. */
  readonly keepReleases: number;
}

export interface RecordedOptions extends RecordOptions, Omit<RolloutOptions, 'restoreTo'> {
  readonly onFailure: OnFailure;
}

/**
 * Carries a plan out as a release: recorded as pending before the first write, ended with what is true, and what no
 * kept release needs is removed. For the holder of the stack's lease. What a run that died left is finished or undone.
 */
export async function recordedRollout(
  engine: Engine,
  planned: PlannedChange,
  options: RecordedOptions,
): Promise<ChangeResult> {
  const { plan, current, standing } = planned;
  const { clock, stopwatch } = options;
  const startedAt = clock.wallTime();
  const ledger = openLedger(engine, plan.stack);
  const left = await takeOver(engine, ledger, planned, options);
  const previous = await releaseBefore(engine, ledger, planned, options);
  const record = await recordOf(engine, planned, previous, options);
  const release = await ledger.begin(record, Math.max(previous ?? 0, newestNumber(standing.releases)));
  options.log.info(`Release ${release} of stack ${plan.stack} begins.`);
  stopwatch.lap('record');

  const restoreTo = options.onFailure === 'keep' ? undefined : (left ?? restoreTarget(current));
  const rollout = unlessLost(
    await rollOut(engine, planned, {
      ...options,
      ...(restoreTo === undefined ? {} : { restoreTo }),
    }),
    options.signal,
  );

  const seconds = (clock.wallTime() - startedAt) / 1000;
  const finishedAt = new Date(clock.wallTime()).toISOString();
  await end(engine, ledger, release, releaseEnding(rollout, finishedAt, seconds), options);
  stopwatch.lap('finish');
  return { plan, rollout, release, ...(previous === undefined ? {} : { previousRelease: previous }) };
}

/**
 * What a run that died left: its one-shot tasks end, its release is ended on record. Gives what was last known to run
 * well, because what runs now may be half of something; absent when nobody died.
 */
async function takeOver(
  engine: Engine,
  ledger: Ledger,
  { plan, current, standing }: PlannedChange,
  options: RecordedOptions,
): Promise<RestoreTarget | undefined> {
  await removeLeftOneShots(engine, current.oneShots, options);
  const unfinished = unfinishedReleases(standing.releases);
  if (unfinished.length === 0) return undefined;
  const numbers = unfinished.map(({ number }) => number).join(', ');
  options.log.warning(
    `Release ${numbers} of stack ${plan.stack} was never finished: its run died or was ended. This run finishes what it began, or takes it back.`,
  );
  const finishedAt = new Date(options.clock.wallTime()).toISOString();
  const ending: ReleaseEnding = {
    outcome: 'superseded',
    leftBehind: 'mixed',
    finishedAt,
    seconds: 0,
    note: 'Its run ended without saying how.',
  };
  await Promise.all(unfinished.map(({ number }) => ledger.finish(number, ending)));
  const good = lastGood(standing.releases);
  return good === undefined ? { specs: [], networks: [] } : targetOf(ledger, good);
}

async function targetOf(ledger: Ledger, { number }: ReleaseEntry): Promise<RestoreTarget> {
  const { stack } = await ledger.read(number);
  return {
    specs: stack.services.map(({ spec }) => spec),
    networks: stack.networks.map(({ Name }) => Name),
  };
}

/** The release that runs; a stack that somebody else made is recorded as it was found first. */
async function releaseBefore(
  engine: Engine,
  ledger: Ledger,
  { plan, current, standing }: PlannedChange,
  { clock, origin }: RecordedOptions,
): Promise<number | undefined> {
  const { releases } = standing;
  const died = unfinishedReleases(releases).length > 0;
  if (releases.length > 0) return (died ? lastGood(releases) : runningRelease(releases))?.number;
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
  { action, origin, restores, clock }: RecordedOptions,
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

/** Another run has the stack: that is why this one stopped, and no cancellation. */
function unlessLost(rollout: RolloutResult, signal: AbortSignal): RolloutResult {
  const { reason } = signal;
  if (!(reason instanceof LeaseLostError)) return rollout;
  return { ...rollout, outcome: 'failed', errors: [reason] };
}

/** The stack is as it is by now: what cannot be written on record is told, and the next run knows what to do about it. */
async function end(
  engine: Engine,
  ledger: Ledger,
  release: number,
  ending: ReleaseEnding,
  { log, signal, keepReleases }: RecordedOptions,
): Promise<void> {
  if (signal.reason instanceof LeaseLostError) return;
  try {
    const { stack } = await ledger.finish(release, ending);
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
