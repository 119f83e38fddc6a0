import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import type { EngineConnection } from '../../../shared/engine/connect.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import { formatPosition } from '../../../shared/errors/user-error.ts';
import { allLogins } from '../../../shared/image/registry-logins.ts';
import { withRegistryLogins } from '../../../shared/image/with-registry-logins.ts';
import { originOf } from '../../../shared/release/ledger/origin-of.ts';
import { type ChangeOptions, type ChangeResult, changeStack } from '../../../shared/rollout/change-stack.ts';
import { type Phase, Stopwatch } from '../../../shared/rollout/report/stopwatch.ts';
import type { Clock } from '../../../shared/rollout/watch/clock.ts';
import type { Log } from '../../../shared/runner/log.ts';
import type { RunContext } from '../../../shared/runner/run-context.ts';
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
  readonly context: RunContext;
  readonly keepLease: ChangeOptions['keepLease'];
}

export interface DeployResult extends ChangeResult {
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
  const { log, context } = tools;
  const change = await changeStack(engine, () => planDeployment(engine, desired, inputs, log), {
    ...inputs,
    ...tools,
    stopwatch,
    action: 'deploy',
    owner: { action: 'deploy-stack', ...context },
    origin: originOf(context),
  });
  const found = change.rollout?.warnings ?? [];
  for (const warning of found) log.warning(warning);
  const written = desired.warnings.map(({ message, position }) => `${formatPosition(position)}: ${message}`);
  return { ...change, warnings: [...written, ...found], phases: stopwatch.phases() };
}
