import { SeveralErrors } from '../errors/several-errors.ts';
import { UserError } from '../errors/user-error.ts';
import type { Plan } from '../rollout/plan/plan.ts';
import { endLines } from '../rollout/report/end-lines.ts';
import { failuresOf } from '../rollout/report/failures.ts';
import { passes, type StackOutcome } from '../rollout/report/stack-outcome.ts';
import type { Phase } from '../rollout/report/stopwatch.ts';
import { errorMarkdown, summaryMarkdown } from '../rollout/report/summary.ts';
import type { RolloutResult } from '../rollout/rollout-result.ts';
import { CancelledError } from '../runner/cancellation.ts';
import { describeFailure, reportFailure } from '../runner/failure.ts';
import type { Log } from '../runner/log.ts';
import { writeSummary } from '../runner/results.ts';

export interface ReportedChange {
  readonly plan: Plan;
  /** Absent for a dry run. */
  readonly rollout?: RolloutResult;
  readonly warnings: readonly string[];
  readonly phases: readonly Phase[];
}

/** Annotations, summary and the last lines of a run that changed a stack; a result that does not pass fails the step. */
export async function reportChange(result: ReportedChange, log: Log): Promise<void> {
  const { rollout } = result;
  for (const { lines, position } of rollout === undefined ? [] : failuresOf(rollout)) {
    log.error(lines.join('\n'), position);
  }
  const errors = [...(rollout?.errors ?? []), ...(rollout?.restored?.errors ?? [])];
  for (const error of errors) reportFailure(error, log);
  await writeSummary(summaryMarkdown({ ...result, problems: errors.flatMap(describeFailure) }), log);
  for (const line of endLines(result)) log.info(line);
  if (rollout !== undefined && !passes(rollout.outcome)) process.exitCode = 1;
}

/** What ended a run without a result: mistakes to mend, an engine out of reach, a cancelled wait. */
export async function reportEnd(error: unknown, outcome: StackOutcome, log: Log): Promise<void> {
  reportFailure(error, log);
  await writeSummary(errorMarkdown(outcome, describeFailure(error)), log);
  if (outcome === 'refused') log.info('Refused: nothing was written.');
}

/** The outcome of a run that such an error ended. */
export function outcomeOf(error: unknown): StackOutcome {
  if (error instanceof CancelledError) return 'cancelled';
  return error instanceof UserError || error instanceof SeveralErrors ? 'refused' : 'failed';
}
