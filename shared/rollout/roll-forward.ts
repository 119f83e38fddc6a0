import type { Hook } from '../compose/delivery/hook.ts';
import type { Engine } from '../engine/engine.ts';
import type { Service, Task } from '../engine/objects.ts';
import type { ServiceSpec } from '../engine/specs.ts';
import { type AppliedObjects, applyObjects } from './apply/apply-objects.ts';
import { ApplyError } from './apply/apply-step.ts';
import { diagnoseAll } from './diagnosis/diagnose-all.ts';
import { hooksDue } from './hooks/hooks-due.ts';
import { type HookResult, runHooks } from './hooks/run-hooks.ts';
import { withObjectIds } from './plan/object-ids.ts';
import { type Plan, writesNothing } from './plan/plan.ts';
import { networkNamer } from './plan/plan-stack.ts';
import { passes, stackOutcome } from './report/stack-outcome.ts';
import { ROLLING } from './report/timeline.ts';
import type { Rollout, RolloutOptions } from './roll-out.ts';
import { rollWaves } from './roll-waves.ts';
import type { RolloutResult } from './rollout-result.ts';
import { verifyStack } from './verify/verify-stack.ts';
import { neededConditions } from './watch/readiness.ts';

/** Everything up to the proof that the new state is good, in this order; ends with the first part that fails. */
export async function rollForward(
  engine: Engine,
  rollout: Rollout,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const { plan, delivery } = rollout;
  const { stopwatch, signal } = options;
  const { hooks, verify } = delivery;
  const overtaken: ServiceSpec[] = [];
  let result: RolloutResult = { ...nothingYet(plan), overtaken };
  try {
    const objects = await applyObjects(engine, plan, options);
    const tasksBefore = await options.readingTasks;
    stopwatch.lap('prepare');
    const services = specsByKey(plan, objects);

    result = await withHooks(engine, hooks.pre, rollout, services, result, options);
    if (!passes(result.outcome)) return result;

    const onFound = ({ Spec }: Service): void => void overtaken.push(Spec);
    result = { ...result, ...(await roll(engine, rollout, objects, { ...options, tasksBefore, onFound })) };
    stopwatch.lap(ROLLING);
    if (!passes(result.outcome)) return result;

    if (verify.length > 0) {
      const verified = await verifyStack(engine, verify, { ...options, stack: plan.stack, services });
      result = { ...result, verified, ...(verified.passed ? {} : { outcome: 'failed' }) };
      stopwatch.lap('verify');
    }
    if (!passes(result.outcome)) return result;
    return await withHooks(engine, hooks.post, rollout, services, result, options);
  } catch (error) {
    stopwatch.lap('until the failure');
    const errors = error instanceof ApplyError ? error.errors : [error];
    return { ...result, outcome: signal.aborted ? 'cancelled' : 'failed', errors };
  }
}

function nothingYet(plan: Plan): RolloutResult {
  const outcome = writesNothing(plan) ? 'unchanged' : 'deployed';
  return { plan, outcome, services: [], diagnoses: [], hooks: [], errors: [], warnings: [], overtaken: [] };
}

function specsByKey(plan: Plan, { objectIds }: AppliedObjects): ReadonlyMap<string, ServiceSpec> {
  return new Map(plan.services.map(({ key, spec }) => [key, withObjectIds(spec, objectIds)]));
}

async function withHooks(
  engine: Engine,
  hooks: readonly Hook[],
  { plan }: Rollout,
  services: ReadonlyMap<string, ServiceSpec>,
  result: RolloutResult,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const keys = (isMeant: (action: string) => boolean): ReadonlySet<string> =>
    new Set(plan.services.filter(({ action }) => isMeant(action)).map(({ key }) => key));
  const { due, passedOver } = hooksDue(hooks, {
    changed: keys((action) => action !== 'unchanged'),
    present: keys((action) => action !== 'create'),
  });
  for (const line of passedOver) options.log.info(line);
  if (due.length === 0) return result;
  const results = await runHooks(engine, due, { ...options, stack: plan.stack, specOf: specIn(services) });
  options.stopwatch.lap(`${due[0]?.phase} hooks`);
  const hooksSoFar: readonly HookResult[] = [...result.hooks, ...results];
  const failed = results.some((each) => each.result.outcome !== 'succeeded');
  const outcome = options.signal.aborted ? 'cancelled' : 'failed';
  return { ...result, hooks: hooksSoFar, ...(failed ? { outcome } : {}) };
}

function specIn(services: ReadonlyMap<string, ServiceSpec>): (key: string) => ServiceSpec {
  return (key) => {
    const spec = services.get(key);
    if (spec === undefined) throw new Error(`the plan has no service ${key}`);
    return spec;
  };
}

interface RollOptions extends RolloutOptions {
  readonly tasksBefore: readonly Task[] | undefined;
  readonly onFound: (found: Service) => void;
}

/** Gathers the evidence of a failure at once: what is brought back afterwards takes the tasks and their logs away. */
async function roll(
  engine: Engine,
  { plan, current, desired }: Rollout,
  objects: AppliedObjects,
  { tasksBefore, ...options }: RollOptions,
): Promise<Pick<RolloutResult, 'outcome' | 'services' | 'diagnoses' | 'warnings'>> {
  const nameBefore = networkNamer(current.networks);
  const converged = await rollWaves(engine, plan, objects, {
    ...options,
    nodes: current.nodes,
    neededAs: neededConditions(desired.services),
    networkName: (target) => objects.networkNames.get(target) ?? nameBefore(target),
    ...(tasksBefore === undefined ? {} : { tasksBefore }),
  });
  const { services, warnings } = converged;
  const outcome = stackOutcome(
    services.map((each) => each.outcome),
    !writesNothing(plan),
  );
  return { outcome, services, warnings, diagnoses: await diagnoseAll(engine, converged) };
}
