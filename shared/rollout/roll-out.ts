import type { Delivery } from '../compose/delivery/delivery.ts';
import type { DesiredStack } from '../compose/desired-stack.ts';
import type { Engine } from '../engine/engine.ts';
import type { Task } from '../engine/objects.ts';
import { ApplyError } from './apply/apply-step.ts';
import { removeObjects } from './apply/remove-objects.ts';
import type { CurrentStack } from './plan/current-stack.ts';
import type { Plan } from './plan/plan.ts';
import { passes } from './report/stack-outcome.ts';
import type { Stopwatch } from './report/stopwatch.ts';
import type { RestoreTarget } from './restore/plan-restore.ts';
import { restoreStack } from './restore/restore-stack.ts';
import { rollForward } from './roll-forward.ts';
import type { RolloutLog } from './rollout-log.ts';
import type { RolloutResult } from './rollout-result.ts';
import type { Clock } from './watch/clock.ts';

/** A plan, and what it was made from. */
export interface Rollout {
  readonly plan: Plan;
  /** What the swarm held when the plan was made. */
  readonly current: CurrentStack;
  /** With all hooks and checks that belong to it: they go on record. */
  readonly desired: DesiredStack;
  /** The hooks and checks to carry out this time. */
  readonly delivery: Delivery;
}

export interface RolloutOptions {
  readonly clock: Clock;
  readonly log: RolloutLog;
  /** Once aborted, nothing more is written. */
  readonly signal: AbortSignal;
  readonly stopwatch: Stopwatch;
  readonly timeoutMs: number;
  /** Absent: each service's own watch window. */
  readonly stableForMs: number | undefined;
  /** How many services may be on their way at the same time; absent: all of a wave. */
  readonly maxParallel: number | undefined;
  /** Leave the number of replicas of services that are there as it is. */
  readonly keepReplicas: boolean;
  /** What checks from inside the swarm run in. */
  readonly probeImage: string;
  /** What to bring back when the rollout fails; absent: the stack stays as the failure left it. */
  readonly restoreTo?: RestoreTarget;
  /** The stack's tasks as they were before the first write; absent when nothing will be written. */
  readonly readingTasks?: Promise<readonly Task[] | undefined>;
}

/**
 * Carries out a plan as one thing: when any part of it fails, what ran before is brought back. Never throws; whatever
 * happens is part of the result.
 */
export async function rollOut(
  engine: Engine,
  rollout: Rollout,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const { signal, restoreTo, stopwatch } = options;
  const result = await rollForward(engine, rollout, options);
  if (passes(result.outcome)) return prune(engine, result, options);
  if (restoreTo === undefined || signal.aborted) return result;
  const restored = await restoreStack(engine, rollout.plan, withOvertaken(restoreTo, result), options);
  stopwatch.lap('restore');
  return { ...result, restored, outcome: restored.complete ? 'rolled-back' : 'failed' };
}

/** Whoever changed a service while this run was at work gets back what they made of it. */
function withOvertaken(target: RestoreTarget, { overtaken }: RolloutResult): RestoreTarget {
  const latest = new Map([...target.specs, ...overtaken].map((spec) => [spec.Name, spec]));
  return { ...target, specs: [...latest.values()] };
}

/**
 * Last, because only now the new state is proved to stand without what is removed; and for the same reason a removal
 * that fails brings nothing back.
 */
async function prune(engine: Engine, result: RolloutResult, options: RolloutOptions): Promise<RolloutResult> {
  const { removals, networkRemovals } = result.plan;
  if (removals.length + networkRemovals.length === 0) return result;
  try {
    const services = removals.map(({ name, current }) => ({ name, id: current.ID }));
    await removeObjects(engine, 'service', services, options);
    await removeObjects(engine, 'network', networkRemovals, options);
    return result;
  } catch (error) {
    const errors = error instanceof ApplyError ? error.errors : [error];
    return { ...result, outcome: options.signal.aborted ? 'cancelled' : 'failed', errors };
  } finally {
    options.stopwatch.lap('prune');
  }
}
