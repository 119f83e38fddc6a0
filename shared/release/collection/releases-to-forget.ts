import type { ReleaseEntry } from '../ledger/release-entry.ts';
import { isGood, lastGood, previousRelease, runningRelease } from '../ledger/standing.ts';

/**
 * The releases that need not be kept any more. Kept are the newest `keep`, as many of those that ended well, so that a
 * row of failures does not cost the history one may go back to, and always what runs, what was last good and what was
 * good before. `entries` are of one stack, newest first. A run at work has the newest number.
 */
export function releasesToForget(entries: readonly ReleaseEntry[], keep: number): readonly ReleaseEntry[] {
  const count = Math.max(1, keep);
  const kept = new Set([
    ...entries.slice(0, count),
    ...entries.filter(isGood).slice(0, count),
    runningRelease(entries),
    lastGood(entries),
    previousRelease(entries),
  ]);
  return entries.filter((entry) => !kept.has(entry));
}
