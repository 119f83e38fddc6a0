import { outcomeOf, reportChange, reportEnd } from '../../../shared/action/report-change.ts';
import { countChanges } from '../../../shared/rollout/plan/plan.ts';
import { planJson } from '../../../shared/rollout/plan/plan-json.ts';
import type { Log } from '../../../shared/runner/log.ts';
import { setOutputs } from '../../../shared/runner/results.ts';
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
  await reportChange(result, log);
}

export async function reportError(error: unknown, log: Log): Promise<void> {
  const outcome = outcomeOf(error);
  setOutputs({ outcome });
  await reportEnd(error, outcome, log);
}
