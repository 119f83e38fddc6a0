import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { UserError } from '../../../shared/errors/user-error.ts';
import { countChanges } from '../../../shared/rollout/plan/plan.ts';
import { planJson } from '../../../shared/rollout/plan/plan-json.ts';
import { endLines } from '../../../shared/rollout/report/end-lines.ts';
import { failuresOf } from '../../../shared/rollout/report/failures.ts';
import { passes, type StackOutcome } from '../../../shared/rollout/report/stack-outcome.ts';
import { errorMarkdown, summaryMarkdown } from '../../../shared/rollout/report/summary.ts';
import { CancelledError } from '../../../shared/runner/cancellation.ts';
import { describeFailure, reportFailure } from '../../../shared/runner/failure.ts';
import type { Log } from '../../../shared/runner/log.ts';
import { setOutputs, writeSummary } from '../../../shared/runner/results.ts';
import type { DeployResult } from './run.ts';

/** Outputs, annotations, summary and the last line; a result that does not pass fails the step. */
export async function report(result: DeployResult, log: Log): Promise<void> {
  const { plan, rollout } = result;
  setOutputs({
    outcome: rollout?.outcome,
    release: result.release?.toString(),
    'previous-release': result.previousRelease?.toString(),
    changes: String(countChanges(plan)),
    plan: planJson(plan),
  });
  for (const { lines, position } of rollout === undefined ? [] : failuresOf(rollout)) {
    log.error(lines.join('\n'), position);
  }
  const errors = [...(rollout?.errors ?? []), ...(rollout?.restored?.errors ?? [])];
  for (const error of errors) reportFailure(error, log);
  await writeSummary(summaryMarkdown({ ...result, problems: errors.flatMap(describeFailure) }), log);
  for (const line of endLines(result)) log.info(line);
  if (rollout !== undefined && !passes(rollout.outcome)) process.exitCode = 1;
}

/** What ended the run without a result: mistakes to mend, an engine out of reach, a cancelled wait. */
export async function reportError(error: unknown, log: Log): Promise<void> {
  const outcome = outcomeOf(error);
  setOutputs({ outcome });
  reportFailure(error, log);
  await writeSummary(errorMarkdown(outcome, describeFailure(error)), log);
  if (outcome === 'refused') log.info('Refused: nothing was written.');
}

function outcomeOf(error: unknown): StackOutcome {
  if (error instanceof CancelledError) return 'cancelled';
  return error instanceof UserError || error instanceof SeveralErrors ? 'refused' : 'failed';
}
