import { outcomeOf, reportChange, reportEnd } from '../../../shared/action/report-change.ts';
import { historyJson, historyLines } from '../../../shared/release/ledger/history.ts';
import { countChanges } from '../../../shared/rollout/plan/plan.ts';
import { planJson } from '../../../shared/rollout/plan/plan-json.ts';
import { historyMarkdown } from '../../../shared/rollout/report/history.ts';
import type { Log } from '../../../shared/runner/log.ts';
import { setOutputs, writeSummary } from '../../../shared/runner/results.ts';
import type { History, RollbackResult } from './run.ts';

/** Outputs, annotations, summary and the last line; a result that does not pass fails the step. */
export async function report(result: RollbackResult | History, stack: string, log: Log): Promise<void> {
  if (!('plan' in result)) return reportHistory(result, stack, log);
  const { plan, rollout, release, previousRelease, target } = result;
  setOutputs({
    outcome: rollout?.outcome,
    release: release?.toString(),
    'previous-release': previousRelease?.toString(),
    'restored-release': String(target.number),
    changes: String(countChanges(plan)),
    plan: planJson(plan),
  });
  // A release has no file that an annotation could be at.
  await reportChange(result, { ...log, error: (line) => log.error(line) });
}

async function reportHistory(history: History, stack: string, log: Log): Promise<void> {
  setOutputs({ history: historyJson(history) });
  const lines = history.length === 0 ? ['There is no release yet.'] : historyLines(history);
  log.group(`History of stack ${stack}`, lines);
  await writeSummary(historyMarkdown(stack, history), log);
}

export async function reportError(error: unknown, log: Log): Promise<void> {
  const outcome = outcomeOf(error);
  setOutputs({ outcome });
  await reportEnd(error, outcome, log);
}
