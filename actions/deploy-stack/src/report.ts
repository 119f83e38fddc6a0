import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { UserError } from '../../../shared/errors/user-error.ts';
import { diagnosisLines } from '../../../shared/rollout/diagnosis/diagnosis.ts';
import { countChanges, type Plan } from '../../../shared/rollout/plan/plan.ts';
import { planJson } from '../../../shared/rollout/plan/plan-json.ts';
import { passes, type StackOutcome } from '../../../shared/rollout/report/stack-outcome.ts';
import { errorMarkdown, summaryMarkdown } from '../../../shared/rollout/report/summary.ts';
import { CancelledError } from '../../../shared/runner/cancellation.ts';
import { describeFailure, reportFailure } from '../../../shared/runner/failure.ts';
import type { Log } from '../../../shared/runner/log.ts';
import { setOutputs, writeSummary } from '../../../shared/runner/results.ts';
import type { DeployResult } from './run.ts';

/** Outputs, annotations, summary and the last line; a result that does not pass fails the step. */
export async function report(result: DeployResult, log: Log): Promise<void> {
  const { plan, outcome, diagnoses, errors } = result;
  setOutputs({ outcome, changes: String(countChanges(plan)), plan: planJson(plan) });
  for (const { diagnosis, result: failed } of diagnoses) {
    log.error(diagnosisLines(diagnosis).join('\n'), failed.service.position);
  }
  for (const error of errors) reportFailure(error, log);
  const summary = {
    ...result,
    diagnoses: diagnoses.map(({ diagnosis }) => diagnosis),
    problems: errors.flatMap(describeFailure),
  };
  await writeSummary(summaryMarkdown(summary), log);
  for (const line of lastLines(result)) log.info(line);
  if (outcome !== undefined && !passes(outcome)) process.exitCode = 1;
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

/** A cancelled run also states where each service was. */
function lastLines({ plan, outcome, phases, services }: DeployResult): readonly string[] {
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0).toFixed(1);
  if (outcome === undefined) return [`Stack ${plan.stack}: planned in ${seconds} s, nothing written.`];
  const { length } = plan.services;
  const counts = `${length} ${length === 1 ? 'service' : 'services'}, ${countChanges(plan)} changed`;
  const states = services.map(({ service, progress }) => `  ${service.key}: ${progress}`);
  return [
    `Stack ${plan.stack}: ${outcome} in ${seconds} s, ${counts}.${whatIsLeft(outcome, plan)}`,
    ...(outcome === 'cancelled' ? states : []),
  ];
}

/** Where the swarm stands after a result that does not pass; this version takes nothing back by itself. */
function whatIsLeft(outcome: StackOutcome, plan: Plan): string {
  if (passes(outcome)) return '';
  if (outcome === 'rolled-back')
    return ' The engine took the failed update back; other services keep the new version.';
  if (outcome === 'paused')
    return ' Old and new tasks run side by side; to go back, deploy the version before.';
  if (outcome === 'cancelled') return ' The swarm goes on with what was written.';
  if (outcome === 'timed-out')
    return ' The swarm goes on by itself; run this step again to see how it ended.';
  const first = plan.services.every((change) => change.action === 'create');
  return first
    ? ` Nothing ran before: mend it and run again, or remove it: docker stack rm ${plan.stack}`
    : ' The swarm is left as it is; to go back, deploy the version before.';
}
