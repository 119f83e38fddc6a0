import type { ReleaseEnding } from '../release/ledger/release-entry.ts';
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
function noteOf({ diagnoses, errors }: RolloutResult): string | undefined {
  const [first] = diagnoses;
  if (first !== undefined) return first.diagnosis.headline;
  const [error] = errors;
  return error instanceof Error ? error.message : undefined;
}
