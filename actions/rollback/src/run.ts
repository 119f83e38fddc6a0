import type { EngineConnection } from '../../../shared/engine/connect.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import { allLogins } from '../../../shared/image/registry-logins.ts';
import { withRegistryLogins } from '../../../shared/image/with-registry-logins.ts';
import { openLedger } from '../../../shared/release/ledger/ledger.ts';
import { originOf } from '../../../shared/release/ledger/origin-of.ts';
import type { ReleaseEntry } from '../../../shared/release/ledger/release-entry.ts';
import type { ReleaseOrigin } from '../../../shared/release/ledger/release-record.ts';
import { resolveTarget } from '../../../shared/release/ledger/resolve-target.ts';
import { type ChangeOptions, type ChangeResult, changeStack } from '../../../shared/rollout/change-stack.ts';
import { type Phase, Stopwatch } from '../../../shared/rollout/report/stopwatch.ts';
import type { Clock } from '../../../shared/rollout/watch/clock.ts';
import type { Log } from '../../../shared/runner/log.ts';
import type { RunContext } from '../../../shared/runner/run-context.ts';
import type { Inputs } from './inputs.ts';
import { planRollback } from './plan-rollback.ts';

/** What the flow needs from outside; main.ts gives the real ones. */
export interface Tools {
  connect(inputs: Inputs): Promise<EngineConnection>;
  readonly log: Log;
  readonly clock: Clock;
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal;
  readonly context: RunContext;
  readonly keepLease: ChangeOptions['keepLease'];
}

export interface RollbackResult extends ChangeResult {
  /** The release gone back to. */
  readonly target: ReleaseEntry;
  readonly warnings: readonly string[];
  readonly phases: readonly Phase[];
}

/** Newest first. */
export type History = readonly ReleaseEntry[];

/** The history where only that is asked for. Throws only as long as nothing has been written. */
export async function run(inputs: Inputs, tools: Tools): Promise<RollbackResult | History> {
  const stopwatch = new Stopwatch(tools.clock);
  const connection = await tools.connect(inputs);
  stopwatch.lap('connect');
  try {
    const engine = withRegistryLogins(connection.engine, allLogins(inputs.registryLogins));
    const releases = await openLedger(engine, inputs.stack).list();
    if (inputs.list) return releases;
    const target = resolveTarget(inputs.to, releases);
    return await rollback(engine, target, inputs, tools, stopwatch);
  } finally {
    await connection.close();
  }
}

async function rollback(
  engine: Engine,
  target: ReleaseEntry,
  inputs: Inputs,
  tools: Tools,
  stopwatch: Stopwatch,
): Promise<RollbackResult> {
  const { log, context } = tools;
  log.info(
    `Going back to release ${target.number} of stack ${inputs.stack}, ${target.outcome} at ${target.startedAt}.`,
  );
  const change = await changeStack(engine, () => planRollback(engine, target, inputs, log), {
    ...inputs,
    ...tools,
    stopwatch,
    keepReplicas: !inputs.restoreReplicas,
    action: 'rollback',
    owner: { action: 'rollback', ...context },
    origin: originOf(whatRuns(target, inputs, context), inputs.reason),
    ...(inputs.services.length === 0 ? { restores: target.number } : {}),
  });
  const warnings = change.rollout?.warnings ?? [];
  for (const warning of warnings) log.warning(warning);
  return { ...change, target, warnings, phases: stopwatch.phases() };
}

/** Commit and ref say what runs, actor and run who did it; of a part of a release no commit is the whole truth. */
function whatRuns(
  { commit, ref }: ReleaseEntry,
  { services }: Inputs,
  { actor, runUrl }: RunContext,
): Omit<ReleaseOrigin, 'reason' | 'approvals'> {
  const isWhole = services.length === 0;
  return {
    ...(isWhole && commit !== undefined ? { commit } : {}),
    ...(isWhole && ref !== undefined ? { ref } : {}),
    ...(actor === undefined ? {} : { actor }),
    ...(runUrl === undefined ? {} : { runUrl }),
  };
}
