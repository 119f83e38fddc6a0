import { shortEffectText } from '../plan/effect-text.ts';
import { type Plan, type ServiceChange, writesNothing } from '../plan/plan.ts';
import { planDetails, planTable } from '../plan/plan-markdown.ts';
import type { RestoreResult } from '../restore/restore-stack.ts';
import type { RolloutResult } from '../rollout-result.ts';
import type { ServiceResult } from '../watch/service-result.ts';
import type { EndFacts } from './end-lines.ts';
import { failuresOf } from './failures.ts';
import { codeBlock, plainText, table } from './markdown.ts';
import { passes, type StackOutcome } from './stack-outcome.ts';
import { timeline } from './timeline.ts';

export interface SummaryFacts extends EndFacts {
  /** What went wrong apart from services, line by line. */
  readonly problems: readonly string[];
  /** What the stack file says and Swarm ignores, and what turned up later. */
  readonly warnings: readonly string[];
}

/** The job summary: what happened, why it failed, service by service, and when what happened. */
export function summaryMarkdown(facts: SummaryFacts): string {
  const { plan, rollout, problems, phases } = facts;
  const services = rollout?.services ?? [];
  const warnings = [...facts.warnings, ...plan.notes];
  const parts = [
    title(facts),
    ...(rollout?.restored === undefined ? [] : [restoredText(rollout.restored, plan)]),
    ...(problems.length === 0 ? [] : [codeBlock(problems)]),
    ...(rollout === undefined ? [] : failuresOf(rollout).map(({ lines }) => codeBlock(lines))),
    rollout === undefined ? planTable(plan) : resultsTable(plan, services),
    ...(rollout === undefined ? [] : besideTable(rollout)),
    ...(warnings.length === 0 ? [] : [warnings.map((warning) => `- ⚠️ ${plainText(warning)}`).join('\n')]),
    ...(writesNothing(plan) ? [] : [planDetails(plan)]),
    ...(services.length === 0 || writesNothing(plan) ? [] : [timeline(plan.stack, phases, services)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Hooks and checks, if there were any. */
function besideTable({ hooks, verified }: RolloutResult): readonly string[] {
  const time = (seconds: number): string => `${seconds.toFixed(1)} s`;
  const rows: readonly (readonly string[])[] = [
    ...hooks.map(({ hook, result, seconds }) => [
      `${hook.phase} hook ${hook.name}`,
      result.outcome,
      time(seconds),
    ]),
    ...(verified?.checks ?? []).map(({ check, passed, seconds }) => [
      `check ${check.name}`,
      passed ? 'passed' : 'failed',
      time(seconds),
    ]),
  ];
  return rows.length === 0 ? [] : [table(['Hook or check', 'Result', 'Time'], rows)];
}

function title({ plan, rollout, phases }: SummaryFacts): string {
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const mark = rollout === undefined ? '📋' : passes(rollout.outcome) ? '✅' : '❌';
  const words = rollout?.outcome ?? 'planned, nothing written';
  return `### ${mark} Stack ${plainText(plan.stack)}: ${words} (${seconds.toFixed(1)} s)`;
}

function restoredText({ complete, left, services }: RestoreResult, plan: Plan): string {
  const first = plan.services.every(({ action }) => action === 'create');
  const before = services.length === 0 ? 'what ran before was not touched' : 'what ran before runs again';
  const head = complete
    ? `The rollout failed; ${first ? 'nothing ran before, and what was made is removed again' : before}.`
    : '**The rollout failed, and what ran before could not be brought back completely.**';
  const rows = services.map(({ service, outcome, progress }) => [service.key, outcome, progress]);
  return [
    head,
    ...(left.length === 0 ? [] : [left.map((why) => `- ${plainText(why)}`).join('\n')]),
    ...(complete || rows.length === 0 ? [] : [table(['Service', 'Restored', 'Tasks'], rows)]),
  ].join('\n\n');
}

/** The summary of a run that ended without a result. */
export function errorMarkdown(outcome: StackOutcome, lines: readonly string[]): string {
  const title = outcome === 'refused' ? 'refused, nothing was written' : outcome;
  return `### ❌ ${title.charAt(0).toUpperCase()}${title.slice(1)}\n\n${codeBlock(lines)}\n`;
}

function resultsTable(plan: Plan, services: readonly ServiceResult[]): string {
  const results = new Map(services.map((result) => [result.service.name, result]));
  const rows = plan.services.map((change) => {
    const result = results.get(change.name);
    const outcome = result?.outcome === 'not-awaited' ? 'not waited for' : (result?.outcome ?? 'not watched');
    return [change.key, changeText(change), imageOf(change), outcome, result?.progress ?? ''];
  });
  return table(['Service', 'Change', 'Image', 'Result', 'Tasks'], rows);
}

function imageOf(change: ServiceChange): string {
  return change.spec.TaskTemplate.ContainerSpec.Image;
}

function changeText(change: ServiceChange): string {
  if (change.action !== 'update') return change.action === 'create' ? 'created' : 'unchanged';
  return `updated, ${shortEffectText(change)}`;
}
