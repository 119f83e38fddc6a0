import type { ReleaseEntry } from './release-entry.ts';

/*
 * What the history of a stack says about now. All take the releases newest first, as the ledger lists them.
 */

/**
 * The release that runs: the newest whose work was not taken back, or the one that was brought back in its place, also
 * over others that had left half of something in between. One that did not end well may stand half-way.
 */
export function runningRelease(entries: readonly ReleaseEntry[]): ReleaseEntry | undefined {
  const newest = entries.find(({ outcome }) => outcome !== 'superseded');
  if (newest?.leftBehind !== 'before') return newest;
  return entries.find(({ number }) => number === newest.previous);
}

/** What to bring back when a run died or failed: the newest release that was proved to run. */
export function lastGood(entries: readonly ReleaseEntry[]): ReleaseEntry | undefined {
  return entries.find(isGood);
}

/**
 * The last good release before the running one; where a rollback got stuck half-way, the one that it was to bring back,
 * so that the same step run again means the same.
 */
export function previousRelease(entries: readonly ReleaseEntry[]): ReleaseEntry | undefined {
  const running = runningRelease(entries);
  if (running === undefined) return undefined;
  const { leftBehind, restores } = running;
  const begun = leftBehind === 'mixed' ? entries.find(({ number }) => number === restores) : undefined;
  return begun ?? entries.find((entry) => isGood(entry) && entry.number < running.number);
}

/** Releases that nobody said the end of: a run that is at work, or that died. */
export function unfinishedReleases(entries: readonly ReleaseEntry[]): readonly ReleaseEntry[] {
  return entries.filter(({ outcome }) => outcome === 'pending');
}

/** Whether the stack may run some of one release and some of another, because a run died, was cancelled or gave up. */
export function isHalfDone(entries: readonly ReleaseEntry[]): boolean {
  return unfinishedReleases(entries).length > 0 || runningRelease(entries)?.leftBehind === 'mixed';
}

/** The highest number given so far; 0 for none. */
export function newestNumber(entries: readonly ReleaseEntry[]): number {
  return entries[0]?.number ?? 0;
}

export function isGood({ outcome }: ReleaseEntry): boolean {
  return outcome === 'deployed';
}
