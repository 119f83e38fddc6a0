import type { DependencyCondition } from '../compose/desired-stack.ts';
import type { Engine } from '../engine/engine.ts';
import type { Task } from '../engine/objects.ts';
import { applyObjects } from './apply/apply-objects.ts';
import { ApplyError } from './apply/apply-step.ts';
import { removeObjects } from './apply/remove-objects.ts';
import { diagnose } from './diagnosis/diagnosis.ts';
import { gatherEvidence } from './diagnosis/evidence.ts';
import { type CurrentStack, STACK_LABEL } from './plan/current-stack.ts';
import { type Plan, writesNothing } from './plan/plan.ts';
import { networkNamer } from './plan/plan-stack.ts';
import { passes, stackOutcome } from './report/stack-outcome.ts';
import type { Stopwatch } from './report/stopwatch.ts';
import { ROLLING } from './report/timeline.ts';
import type { RestoreTarget } from './restore/plan-restore.ts';
import { restoreStack } from './restore/restore-stack.ts';
import { rollWaves } from './roll-waves.ts';
import type { RolloutLog } from './rollout-log.ts';
import type { FailedService, RolloutResult } from './rollout-result.ts';
import type { Clock } from './watch/clock.ts';
import type { ConvergeResult } from './watch/service-result.ts';

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
  /** What to bring back when the rollout fails; absent: the stack stays as the failure left it. */
  readonly restoreTo?: RestoreTarget;
  /** What services that depend on a service, by its key, wait for. */
  readonly neededAs: ReadonlyMap<string, DependencyCondition>;
}

/**
 * Carries out a plan as one thing: when any part of it fails, what ran before is brought back. `current` is what the
 * swarm held when the plan was made. Never throws; whatever happens is part of the result.
 */
export async function rollOut(
  engine: Engine,
  plan: Plan,
  current: CurrentStack,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const result = await carryOut(engine, plan, current, options);
  const { signal, restoreTo, stopwatch } = options;
  if (passes(result.outcome)) return prune(engine, result, options);
  if (restoreTo === undefined || signal.aborted) return result;
  const restored = await restoreStack(engine, plan, restoreTo, options);
  stopwatch.lap('restore');
  return { ...result, restored, outcome: restored.complete ? 'rolled-back' : 'failed' };
}

async function carryOut(
  engine: Engine,
  plan: Plan,
  current: CurrentStack,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const { stopwatch, signal } = options;
  try {
    const readingTasks = readTasksBefore(engine, plan);
    readingTasks.catch(() => undefined);
    const objects = await applyObjects(engine, plan, options);
    const tasksBefore = await readingTasks;
    stopwatch.lap('prepare');

    const nameBefore = networkNamer(current.networks);
    const converged = await rollWaves(engine, plan, objects, {
      ...options,
      networkName: (target) => objects.networkNames.get(target) ?? nameBefore(target),
      ...(tasksBefore === undefined ? {} : { tasksBefore }),
    });
    const result = await judged(engine, plan, converged);
    stopwatch.lap(ROLLING);
    return result;
  } catch (error) {
    stopwatch.lap(ROLLING);
    return { plan, ...unexpected(error, signal), services: [], diagnoses: [], warnings: [] };
  }
}

/** Only needed to tell new tasks from old ones, so not by a plan that writes nothing or finds nothing there. */
async function readTasksBefore(engine: Engine, plan: Plan): Promise<readonly Task[] | undefined> {
  if (plan.services.every((service) => service.action === 'create')) return [];
  if (writesNothing(plan)) return undefined;
  return engine.tasks.list({ label: [`${STACK_LABEL}=${plan.stack}`] });
}

/** Gathers the evidence at once: what is brought back afterwards takes the tasks and their logs away. */
async function judged(engine: Engine, plan: Plan, converged: ConvergeResult): Promise<RolloutResult> {
  const { services, warnings } = converged;
  const outcome = stackOutcome(
    services.map((result) => result.outcome),
    !writesNothing(plan),
  );
  const diagnoses = await diagnoseAll(engine, converged);
  return { plan, outcome, services, diagnoses, errors: [], warnings };
}

/** Every service that keeps the step from passing, the first cause first. */
function diagnoseAll(
  engine: Engine,
  { services, lastLook }: ConvergeResult,
): Promise<readonly FailedService[]> {
  const failed = services
    .filter((result) => result.cause !== undefined || result.outcome === 'timed-out')
    .toSorted((a, b) => a.seconds - b.seconds);
  return Promise.all(
    failed.map(async (result) => {
      return { result, diagnosis: diagnose(result, lastLook, await gatherEvidence(engine, result)) };
    }),
  );
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
    return { ...result, ...unexpected(error, options.signal) };
  } finally {
    options.stopwatch.lap('prune');
  }
}

function unexpected(error: unknown, signal: AbortSignal): Pick<RolloutResult, 'outcome' | 'errors'> {
  const errors = error instanceof ApplyError ? error.errors : [error];
  return { outcome: signal.aborted ? 'cancelled' : 'failed', errors };
}
