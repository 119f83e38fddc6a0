import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { UserError } from '../../../shared/errors/user-error.ts';
import { diagnosisLines } from '../../../shared/rollout/diagnosis/diagnosis.ts';
import { countChanges } from '../../../shared/rollout/plan/plan.ts';
import { planJson } from '../../../shared/rollout/plan/plan-text.ts';
import { passes, type StackOutcome } from '../../../shared/rollout/report/stack-outcome.ts';
import { errorMarkdown, summaryMarkdown } from '../../../shared/rollout/report/summary.ts';
import { CancelledError } from '../../../shared/runner/cancellation.ts';
import { describeFailure, reportFailure } from '../../../shared/runner/failure.ts';
import type { Log } from '../../../shared/runner/log.ts';
import { setOutputs, writeSummary } from '../../../shared/runner/results.ts';
import type { DeployResult } from './run.ts';

/** Outputs, annotations, summary and the last line; a result that does not pass fails the step. */
export async function report(result: DeployResult, log: Log): Promise<void> {
  const { plan, outcome, services, diagnoses, errors } = result;
  setOutputs({ outcome, changes: String(countChanges(plan)), plan: planJson(plan) });
  for (const { diagnosis, result: failed } of diagnoses) {
    log.error(diagnosisLines(diagnosis).join('\n'), failed.service.position);
  }
  for (const error of errors) reportFailure(error, log);
  const shown = diagnoses.map(({ diagnosis }) => diagnosis);
  await writeSummary(
    summaryMarkdown({ ...result, diagnoses: shown, ...(outcome === undefined ? {} : { outcome }) }),
    log,
  );
  log.info(lastLine(result));
  if (outcome !== undefined && !passes(outcome)) process.exitCode = 1;
  for (const { service, progress } of outcome === 'cancelled' ? services : [])
    log.info(`  ${service.key}: ${progress}`);
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

function lastLine({ plan, outcome, phases, services }: DeployResult): string {
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0).toFixed(1);
  if (outcome === undefined) return `Stack ${plan.stack}: planned in ${seconds} s, nothing written.`;
  const tail = passes(outcome) ? '' : ` ${whatIsLeft(outcome)}`;
  return `Stack ${plan.stack}: ${outcome} in ${seconds} s, ${services.length} services, ${countChanges(plan)} changed.${tail}`;
}

/** Where the swarm stands after a result that does not pass; this version takes nothing back by itself. */
function whatIsLeft(outcome: string): string {
  if (outcome === 'rolled-back') return 'The engine took the failed update back; the version before runs.';
  if (outcome === 'paused') return 'Old and new tasks run side by side until the next deployment.';
  if (outcome === 'cancelled') return 'The swarm goes on with what was written.';
  return 'The swarm is left as it is: deploy the version before to go back.';
}
