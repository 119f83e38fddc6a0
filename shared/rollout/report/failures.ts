import type { SourcePosition } from '../../errors/user-error.ts';
import { diagnosisLines } from '../diagnosis/diagnosis.ts';
import { diagnoseHook } from '../hooks/diagnose-hook.ts';
import type { RolloutResult } from '../rollout-result.ts';
import { checkAdvice } from '../verify/check-advice.ts';
import type { CheckResult } from '../verify/verify-result.ts';

/** One thing that kept a rollout from passing: a screen of lines, and the place in the stack file it is about. */
export interface Failure {
  readonly lines: readonly string[];
  readonly position: SourcePosition;
}

/** Failed services, hooks and checks, the first cause first. */
export function failuresOf({ diagnoses, hooks, verified }: RolloutResult): readonly Failure[] {
  return [
    ...diagnoses.map(({ diagnosis, result }) => ({
      lines: diagnosisLines(diagnosis),
      position: result.service.position,
    })),
    ...hooks
      .filter(({ result }) => result.outcome !== 'succeeded')
      .map((failed) => ({ lines: diagnosisLines(diagnoseHook(failed)), position: failed.hook.position })),
    ...(verified?.checks ?? [])
      .filter(({ passed }) => !passed)
      .map((failed) => ({ lines: checkLines(failed), position: failed.check.position })),
  ];
}

function checkLines({ check, attempts, findings, seconds, repaired }: CheckResult): readonly string[] {
  const tries = attempts === 1 ? 'once' : `${attempts} times`;
  const anew = repaired ? ', also after its tasks were started anew' : '';
  const failures = findings.filter(({ kind }) => kind !== 'unchecked');
  const [first, ...others] = failures;
  const quoted = (lines: readonly string[] = []): readonly string[] => lines.map((line) => `    | ${line}`);
  return [
    `check ${check.name} failed: ${first?.words ?? 'nothing is known of it'}`,
    ...quoted(first?.lines),
    ...others.flatMap(({ words, lines }) => [`  and       ${words}`, ...quoted(lines)]),
    `  tried     ${tries} in ${seconds.toFixed(1)} s${anew}`,
    ...(first === undefined ? [] : [`  next      ${checkAdvice(check, first)}`]),
  ];
}
