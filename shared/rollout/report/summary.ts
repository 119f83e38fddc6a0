import { type Diagnosis, diagnosisLines } from '../diagnosis/diagnosis.ts';
import type { Plan, ServiceChange } from '../plan/plan.ts';
import { planLines, restartText } from '../plan/plan-text.ts';
import type { ServiceResult } from '../watch/converge.ts';
import { codeBlock, plainText, table } from './markdown.ts';
import { passes, type StackOutcome } from './stack-outcome.ts';
import type { Phase } from './stopwatch.ts';

export interface SummaryFacts {
  readonly plan: Plan;
  /** Absent for a dry run. */
  readonly outcome?: StackOutcome;
  readonly services: readonly ServiceResult[];
  readonly diagnoses: readonly Diagnosis[];
  readonly phases: readonly Phase[];
}

/** The job summary: what happened, service by service, why it failed, and when what happened. */
export function summaryMarkdown(facts: SummaryFacts): string {
  const { plan, outcome, diagnoses } = facts;
  const seconds = facts.phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const mark = outcome === undefined ? '📋' : passes(outcome) ? '✅' : '❌';
  const parts = [
    `### ${mark} Stack ${plainText(plan.stack)}: ${outcome ?? 'planned, nothing written'} (${seconds.toFixed(1)} s)`,
    ...diagnoses.map((diagnosis) => codeBlock(diagnosisLines(diagnosis))),
    servicesTable(facts),
    `<details><summary>Plan</summary>\n\n${codeBlock(planLines(plan))}\n\n</details>`,
    ...(facts.services.length === 0 ? [] : [timeline(facts)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The summary of a run that ended without a result. */
export function errorMarkdown(outcome: StackOutcome, lines: readonly string[]): string {
  return `### ❌ ${outcome}\n\n${codeBlock(lines)}\n`;
}

function servicesTable({ plan, services }: SummaryFacts): string {
  const results = new Map(services.map((result) => [result.service.name, result]));
  const rows = plan.services.map((change) => {
    const result = results.get(change.name);
    return [
      change.key,
      changeText(change),
      change.spec.TaskTemplate.ContainerSpec.Image,
      result?.outcome ?? 'not started',
      result?.progress ?? '',
    ];
  });
  return table(['Service', 'Change', 'Image', 'Result', 'Tasks'], rows);
}

function changeText(change: ServiceChange): string {
  if (change.action !== 'update') return change.action === 'create' ? 'created' : 'unchanged';
  return `updated, ${restartText(change.restarts)}`;
}

/** Mermaid takes no colons, semicolons or hashes in names, and no bar of length zero. */
function timeline({ plan, services, phases }: SummaryFacts): string {
  const bar = (name: string, from: number, to: number, tag = ''): string =>
    `  ${name.replace(/[^\w.-]+/g, ' ')} :${tag}${from.toFixed(1)}, ${Math.max(to, from + 0.1).toFixed(1)}`;
  const lines: string[] = [];
  let at = 0;
  let watchBegins = 0;
  for (const phase of phases) {
    if (phase.name === 'watch') watchBegins = at;
    else lines.push(bar(phase.name, at, at + phase.seconds));
    at += phase.seconds;
  }
  const watched = services.map(({ service, seconds, cause }) =>
    bar(service.key, watchBegins, watchBegins + seconds, cause === undefined ? '' : 'crit, '),
  );
  const head = ['gantt', `  title Stack ${plan.stack}, in seconds`, '  dateFormat X', '  axisFormat %M:%S'];
  const chart = [...head, '  section Before', ...lines, '  section Until certain', ...watched];
  return codeBlock(chart, 'mermaid');
}
