import { randomUUID } from 'node:crypto';
import { NO_DELIVERY } from '../compose/delivery/delivery.ts';
import type { Engine } from '../engine/engine.ts';
import { fencedEngine } from '../release/lease/fenced-engine.ts';
import type { LeaseOwner } from '../release/lease/lease-holder.ts';
import { takeLease } from '../release/lease/take-lease.ts';
import { isHalfDone, runningRelease } from '../release/ledger/standing.ts';
import type { Standing } from '../release/read-standing.ts';
import type { RecordOptions } from './begin-release.ts';
import { hookLines } from './hooks/hook-lines.ts';
import { type Plan, writesNothing } from './plan/plan.ts';
import { planLines } from './plan/plan-text.ts';
import { recordedRollout } from './recorded-rollout.ts';
import { type Rollout, type RolloutOptions, rollOut } from './roll-out.ts';
import type { RolloutResult } from './rollout-result.ts';
import { soonOnceCancelled } from './soon-once-cancelled.ts';

/** Everything a plan was made from, read at one time. */
export interface PlannedChange extends Rollout {
  readonly standing: Standing;
}

export const ON_FAILURE = ['restore', 'keep'] as const;
export type OnFailure = (typeof ON_FAILURE)[number];

export interface ChangeOptions
  extends Omit<RolloutOptions, 'restoreTo' | 'readingTasks'>,
    Omit<RecordOptions, 'clock' | 'log'> {
  readonly log: RolloutOptions['log'] & { group(title: string, lines: readonly string[]): void };
  readonly dryRun: boolean;
  /** What to do with a stack whose rollout failed after the first write. */
  readonly onFailure: OnFailure;
  /** How long to wait for another run that changes the stack. */
  readonly lockTimeoutMs: number;
  /** Takes the stack from a run that is at work. */
  readonly force?: boolean;
  /** Who this run is; `id` is added. */
  readonly owner: Omit<LeaseOwner, 'id'>;
  /** Instead of 45 s. */
  readonly timeToLiveMs?: number;
  /** Told before the lease is taken, and with undefined once it was given back: otherwise the post step tries. */
  readonly keepLease: (lease: { readonly stack: string; readonly ownerId: string } | undefined) => void;
}

export interface ChangeResult {
  readonly plan: Plan;
  /** Absent for a dry run. */
  readonly rollout?: RolloutResult;
  /** Number of the release that this change made; absent when it made none. */
  readonly release?: number;
  /** Number of the release that ran before. */
  readonly previousRelease?: number;
}

/**
 * Changes a stack from what it is to what is wanted, as the only one who does, and on record. `makePlan` reads and
 * compares, and throws what keeps the plan from being carried out; it is called again when the swarm changed while
 * another run was waited for. Throws only as long as nothing of the stack has been written.
 */
export async function changeStack(
  engine: Engine,
  makePlan: () => Promise<PlannedChange>,
  options: ChangeOptions,
): Promise<ChangeResult> {
  const { log, stopwatch, signal, owner } = options;
  const planned = await makePlan();
  const { stack } = planned.plan;
  log.group(`Plan for stack ${stack}`, planText(planned));
  stopwatch.lap('read and plan');
  if (options.dryRun) return { plan: planned.plan };
  if (isAtRest(planned)) return watchOnly(engine, planned, options);

  const ownerId = randomUUID();
  options.keepLease({ stack, ownerId });
  const taken = await takeLease(engine, stack, { ...options, owner: { ...owner, id: ownerId } });
  try {
    stopwatch.lap('lease');
    const fenced = fencedEngine(engine, taken.lease);
    const held = { ...options, signal: AbortSignal.any([signal, taken.lease.signal]) };
    const isOld = taken.waited || taken.previous !== undefined;
    const first = isOld ? undefined : await recordedRollout(fenced, planned, held);
    return first ?? (await recordedAnew(fenced, makePlan, held));
  } finally {
    // A lease whose end nobody confirms is the post step's to free.
    const free = soonOnceCancelled(taken.lease.release(), options).catch(() => false);
    if (await free) options.keepLease(undefined);
  }
}

/** Nothing to write, nobody at work, and nothing left by one who was. */
function isAtRest({ plan, current, standing }: PlannedChange): boolean {
  const left = isHalfDone(standing.releases) || current.oneShots.length > 0;
  return writesNothing(plan) && standing.holder === undefined && !left;
}

/** Proves that what should run does; a stack that has no history is not given one by a look. */
async function watchOnly(
  engine: Engine,
  { plan, current, desired, standing }: PlannedChange,
  options: ChangeOptions,
): Promise<ChangeResult> {
  const rollout = await rollOut(engine, { plan, current, desired, delivery: NO_DELIVERY }, options);
  const running = runningRelease(standing.releases)?.number;
  return { plan, rollout, ...(running === undefined ? {} : { previousRelease: running }) };
}

/** Another run changed the stack since the first plan was made; now this one has the lease and nobody else does. */
async function recordedAnew(
  engine: Engine,
  makePlan: () => Promise<PlannedChange>,
  options: ChangeOptions,
): Promise<ChangeResult> {
  const planned = await makePlan();
  const { stack } = planned.plan;
  options.log.group(`Plan for stack ${stack}, made anew`, planText(planned));
  options.stopwatch.lap('plan again');
  const result = await recordedRollout(engine, planned, options);
  if (result === undefined) throw new Error(`a release of stack ${stack} was made without its lease`);
  return result;
}

/** The plan as a person reads it, with what runs beside it. */
function planText({ plan, delivery }: PlannedChange): readonly string[] {
  return [...planLines(plan), ...(writesNothing(plan) ? [] : hookLines(delivery))];
}
