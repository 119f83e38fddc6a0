import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import type { EngineConnection } from '../../../shared/engine/connect.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import type { Task } from '../../../shared/engine/objects.ts';
import { formatPosition } from '../../../shared/errors/user-error.ts';
import { withRegistryLogin } from '../../../shared/image/with-registry-login.ts';
import { type AppliedPlan, applyPlan } from '../../../shared/rollout/apply/apply-plan.ts';
import { ApplyError } from '../../../shared/rollout/apply/apply-step.ts';
import { type Diagnosis, diagnose } from '../../../shared/rollout/diagnosis/diagnosis.ts';
import { gatherEvidence } from '../../../shared/rollout/diagnosis/evidence.ts';
import { STACK_LABEL } from '../../../shared/rollout/plan/current-stack.ts';
import { withObjectIds } from '../../../shared/rollout/plan/object-ids.ts';
import { type Plan, writesNothing } from '../../../shared/rollout/plan/plan.ts';
import { networkNamer } from '../../../shared/rollout/plan/plan-stack.ts';
import { planLines } from '../../../shared/rollout/plan/plan-text.ts';
import { type StackOutcome, stackOutcome } from '../../../shared/rollout/report/stack-outcome.ts';
import { type Phase, Stopwatch } from '../../../shared/rollout/report/stopwatch.ts';
import type { Clock } from '../../../shared/rollout/watch/clock.ts';
import type { ConvergeResult, ServiceResult } from '../../../shared/rollout/watch/service-result.ts';
import { startWatch, type WatchOptions } from '../../../shared/rollout/watch/stack-watch.ts';
import { watchService } from '../../../shared/rollout/watch/watched-service.ts';
import type { Log } from '../../../shared/runner/log.ts';
import type { Inputs } from './inputs.ts';
import { planDeployment } from './plan-deployment.ts';

/** What the flow needs from outside; main.ts gives the real ones. */
export interface Tools {
  readStack(inputs: Inputs): DesiredStack;
  connect(inputs: Inputs): Promise<EngineConnection>;
  readonly log: Log;
  readonly clock: Clock;
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal;
}

export interface DeployResult {
  readonly plan: Plan;
  /** Absent for a dry run. */
  readonly outcome?: StackOutcome;
  readonly services: readonly ServiceResult[];
  readonly diagnoses: readonly FailedService[];
  /** What the stack file says and Swarm ignores. */
  readonly warnings: readonly string[];
  /** What went wrong apart from services, such as a write that the engine refused. */
  readonly errors: readonly unknown[];
  readonly phases: readonly Phase[];
}

export interface FailedService {
  readonly result: ServiceResult;
  readonly diagnosis: Diagnosis;
}

/** Throws only as long as nothing has been written; later whatever happens is part of the result. */
export async function run(inputs: Inputs, tools: Tools): Promise<DeployResult> {
  const stopwatch = new Stopwatch(tools.clock);
  const desired = tools.readStack(inputs);
  for (const { message, position } of desired.warnings)
    tools.log.warning(`${formatPosition(position)}: ${message}`, position);
  const connection = await tools.connect(inputs);
  stopwatch.lap('connect');
  try {
    const engine = withRegistryLogin(connection.engine, inputs.registryLogin);
    return await deploy(engine, desired, inputs, tools, stopwatch);
  } finally {
    await connection.close();
  }
}

async function deploy(
  engine: Engine,
  desired: DesiredStack,
  inputs: Inputs,
  tools: Tools,
  stopwatch: Stopwatch,
): Promise<DeployResult> {
  const { plan, current } = await planDeployment(engine, desired, inputs, tools.log);
  const networkName = networkNamer(current.networks);
  tools.log.group(`Plan for stack ${plan.stack}`, planLines(plan));
  stopwatch.lap('read and plan');
  const warnings = desired.warnings.map(({ message, position }) => `${formatPosition(position)}: ${message}`);
  const nothingDone = { plan, warnings, services: [], diagnoses: [], errors: [], phases: stopwatch.phases() };
  if (inputs.dryRun) return nothingDone;

  const tasksBefore = await readTasksBefore(engine, plan);
  let applied: AppliedPlan;
  try {
    applied = await applyPlan(engine, plan, { ...tools, networkName });
  } catch (error) {
    stopwatch.lap('write');
    const outcome = tools.signal.aborted ? 'cancelled' : 'failed';
    return { ...nothingDone, outcome, errors: errorsOf(error), phases: stopwatch.phases() };
  }
  stopwatch.lap('write');

  const named = (target: string): string => applied.networkNames.get(target) ?? networkName(target);
  const watched = await watch(engine, plan, applied, inputs, {
    ...tools,
    stack: plan.stack,
    networkName: named,
    ...(tasksBefore === undefined ? {} : { tasksBefore }),
  });
  stopwatch.lap('watch');
  return { ...watched, plan, warnings, phases: stopwatch.phases() };
}

/** Only needed to tell new tasks from old ones, so not by a plan that writes nothing or finds nothing there. */
async function readTasksBefore(engine: Engine, plan: Plan): Promise<readonly Task[] | undefined> {
  if (plan.services.every((service) => service.action === 'create')) return [];
  if (writesNothing(plan)) return undefined;
  return engine.tasks.list({ label: [`${STACK_LABEL}=${plan.stack}`] });
}

type Watched = Omit<DeployResult, 'plan' | 'phases' | 'warnings'>;

async function watch(
  engine: Engine,
  plan: Plan,
  applied: AppliedPlan,
  inputs: Inputs,
  options: WatchOptions,
): Promise<Watched> {
  const services = plan.services.map((change) => {
    const id = applied.serviceIds.get(change.name) ?? '';
    const spec = withObjectIds(change.spec, applied.objectIds);
    return watchService({ ...change, spec }, id, options.networkName, inputs.stableForMs);
  });
  const stackWatch = startWatch(engine, options);
  try {
    const converged = await stackWatch.until(services, 'stable', inputs.timeoutMs);
    const outcome = stackOutcome(
      converged.services.map((result) => result.outcome),
      !writesNothing(plan),
    );
    return {
      outcome,
      services: converged.services,
      diagnoses: await diagnoseAll(engine, converged),
      errors: [],
    };
  } catch (error) {
    return { outcome: 'failed', services: [], diagnoses: [], errors: [error] };
  } finally {
    stackWatch.close();
  }
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

function errorsOf(error: unknown): readonly unknown[] {
  return error instanceof ApplyError ? error.errors : [error];
}
