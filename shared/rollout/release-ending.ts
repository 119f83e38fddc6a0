import type { ReleaseEnding } from '../release/ledger/release-entry.ts';
import { diagnoseHook } from './hooks/diagnose-hook.ts';
import type { RolloutResult } from './rollout-result.ts';

/** How a rollout is put on record. */
export function releaseEnding(rollout: RolloutResult, finishedAt: string, seconds: number): ReleaseEnding {
  const { outcome, restored } = rollout;
  const note = noteOf(rollout);
  return {
    // What was there already, or refused, has been proved or left alone all the same.
    outcome: outcome === 'unchanged' ? 'deployed' : outcome === 'refused' ? 'failed' : outcome,
    ...(restored?.complete ? { leftBehind: 'before' } : {}),
    finishedAt,
    seconds,
    ...(note === undefined ? {} : { note }),
  };
}

/** The first cause, in one line. */
function noteOf({ diagnoses, hooks, verified, errors }: RolloutResult): string | undefined {
  const [first] = diagnoses;
  if (first !== undefined) return first.diagnosis.headline;
  const hook = hooks.find(({ result }) => result.outcome !== 'succeeded');
  if (hook !== undefined) return diagnoseHook(hook).headline;
  const check = verified?.checks.find(({ passed }) => !passed);
  if (check !== undefined) return `check ${check.check.name}: ${check.findings[0]?.words ?? 'failed'}`;
  const [error] = errors;
  return error instanceof Error ? error.message : undefined;
}
