import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import type { EngineConnection } from '../../../shared/engine/connect.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import { formatPosition } from '../../../shared/errors/user-error.ts';
import { allLogins } from '../../../shared/image/registry-logins.ts';
import { withRegistryLogins } from '../../../shared/image/with-registry-logins.ts';
import type { Plan } from '../../../shared/rollout/plan/plan.ts';
import { planLines } from '../../../shared/rollout/plan/plan-text.ts';
import { type Phase, Stopwatch } from '../../../shared/rollout/report/stopwatch.ts';
import { rollOut } from '../../../shared/rollout/roll-out.ts';
import type { RolloutResult } from '../../../shared/rollout/rollout-result.ts';
import type { Clock } from '../../../shared/rollout/watch/clock.ts';
import { neededConditions } from '../../../shared/rollout/watch/readiness.ts';
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
  readonly rollout?: RolloutResult;
  /** What the stack file says and Swarm ignores, and what turned up later. */
  readonly warnings: readonly string[];
  readonly phases: readonly Phase[];
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
    const engine = withRegistryLogins(connection.engine, allLogins(inputs.registryLogins));
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
  tools.log.group(`Plan for stack ${plan.stack}`, planLines(plan));
  stopwatch.lap('read and plan');
  const warnings = desired.warnings.map(({ message, position }) => `${formatPosition(position)}: ${message}`);
  if (inputs.dryRun) return { plan, warnings, phases: stopwatch.phases() };

  const rollout = await rollOut(engine, plan, current, {
    ...inputs,
    ...tools,
    stopwatch,
    neededAs: neededConditions(desired.services),
  });
  for (const warning of rollout.warnings) tools.log.warning(warning);
  return { plan, rollout, warnings: [...warnings, ...rollout.warnings], phases: stopwatch.phases() };
}
