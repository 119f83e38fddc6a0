import type { Engine } from '../engine/engine.ts';
import { LeaseLostError } from '../release/lease/lease-errors.ts';
import { openLedger } from '../release/ledger/ledger.ts';
import { beginRelease, type RecordOptions } from './begin-release.ts';
import type { ChangeResult, OnFailure, PlannedChange } from './change-stack.ts';
import { endRelease } from './end-release.ts';
import { endLeftovers, supersededAt, targetOfRestore } from './half-done.ts';
import { releaseEnding } from './release-ending.ts';
import { type RolloutOptions, rollOut } from './roll-out.ts';
import type { RolloutResult } from './rollout-result.ts';
import { readTasksBefore } from './tasks-before.ts';

export interface RecordedOptions extends RecordOptions, Omit<RolloutOptions, 'restoreTo' | 'readingTasks'> {
  readonly onFailure: OnFailure;
}

/**
 * Carries a plan out as a release: recorded as pending before the first write, ended with what is true, and what no
 * kept release needs is removed. For the holder of the stack's lease. What a run that died left is finished or undone.
 * Undefined, and nothing written, when another run made a release between this plan and the lease.
 */
export async function recordedRollout(
  engine: Engine,
  planned: PlannedChange,
  options: RecordedOptions,
): Promise<ChangeResult | undefined> {
  const { plan, current, standing } = planned;
  const { clock, stopwatch, log } = options;
  const startedAt = clock.wallTime();
  const ledger = openLedger(engine, plan.stack);
  const restoreTo =
    options.onFailure === 'keep' ? undefined : await targetOfRestore(ledger, standing.releases, current);
  const readingTasks = readTasksBefore(engine, plan);
  readingTasks.catch(() => undefined);
  const { number, previous, isOutdated } = await beginRelease(engine, ledger, planned, options);
  if (isOutdated) {
    await ledger.finish(number, supersededAt(clock.wallTime(), 'Planned before another release had ended.'));
    return undefined;
  }
  log.info(`Release ${number} of stack ${plan.stack} begins.`);
  await endLeftovers(engine, ledger, standing.releases, current, options);
  stopwatch.lap('record');

  const rollout = unlessLost(
    await rollOut(engine, planned, {
      ...options,
      readingTasks,
      ...(restoreTo === undefined ? {} : { restoreTo }),
    }),
    options.signal,
  );

  const seconds = (clock.wallTime() - startedAt) / 1000;
  const finishedAt = new Date(clock.wallTime()).toISOString();
  await endRelease(
    engine,
    ledger,
    { stack: plan.stack, number },
    releaseEnding(rollout, finishedAt, seconds),
    options,
  );
  stopwatch.lap('finish');
  return { plan, rollout, release: number, ...(previous === undefined ? {} : { previousRelease: previous }) };
}

/** Another run has the stack: that is why this one stopped, and no cancellation. */
function unlessLost(rollout: RolloutResult, signal: AbortSignal): RolloutResult {
  const { reason } = signal;
  if (!(reason instanceof LeaseLostError)) return rollout;
  return { ...rollout, outcome: 'failed', errors: [reason] };
}
