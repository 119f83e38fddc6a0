import { describe, expect, it } from 'vitest';
import type { ReleaseEntry } from '../../../../shared/release/ledger/release-entry.ts';
import {
  lastGood,
  newestNumber,
  previousRelease,
  runningRelease,
  unfinishedReleases,
} from '../../../../shared/release/ledger/standing.ts';
import { releaseEntry } from '../../../support/releases.ts';

const good = (number: number) => releaseEntry(number);
const failed = (number: number) => releaseEntry(number, { outcome: 'failed', leftBehind: 'mixed' });
const takenBack = (number: number, previous?: number) =>
  releaseEntry(number, {
    outcome: 'rolled-back',
    leftBehind: 'before',
    ...(previous === undefined ? {} : { previous }),
  });
const superseded = (number: number) => releaseEntry(number, { outcome: 'superseded', leftBehind: 'before' });
const pending = (number: number) => releaseEntry(number, { outcome: 'pending', leftBehind: 'mixed' });

const rollbackTo = (restores: number, entry: ReleaseEntry): ReleaseEntry => ({ ...entry, restores });

function standing(...newestLast: readonly ReleaseEntry[]) {
  const entries = newestLast.toReversed();
  return [runningRelease(entries), lastGood(entries), previousRelease(entries)].map((entry) => entry?.number);
}

describe('what runs, what was last good, and what was good before that', () => {
  it.each<[string, readonly ReleaseEntry[], readonly (number | undefined)[]]>([
    ['nothing', [], [undefined, undefined, undefined]],
    ['one release', [good(1)], [1, 1, undefined]],
    ['two', [good(1), good(2)], [2, 2, 1]],
    ['one that was taken back', [good(1), good(2), takenBack(3, 2)], [2, 2, 1]],
    ['two that were taken back', [good(1), good(2), takenBack(3, 2), takenBack(4, 2)], [2, 2, 1]],
    ['a first one that was taken back', [takenBack(1)], [undefined, undefined, undefined]],
    ['half of one, taken back by the next', [good(1), failed(2), takenBack(3, 1)], [1, 1, undefined]],
    ['one that died, taken back by the next', [good(1), superseded(2), takenBack(3, 1)], [1, 1, undefined]],
    [
      'a first one that failed, removed by the next',
      [failed(1), takenBack(2)],
      [undefined, undefined, undefined],
    ],
    ['one that failed and stayed', [good(1), good(2), failed(3)], [3, 2, 2]],
    ['one that goes on or died', [good(1), good(2), pending(3)], [3, 2, 2]],
    ['a rollback that got stuck', [good(1), good(2), rollbackTo(1, pending(3))], [3, 2, 1]],
    ['a rollback that went through', [good(1), good(2), rollbackTo(1, good(3))], [3, 3, 2]],
    ['a failed one in between', [good(1), failed(2), good(3)], [3, 3, 1]],
    ['a failed first one', [failed(1)], [1, undefined, undefined]],
  ])('%s', (_name, entries, expected) => {
    expect(standing(...entries)).toEqual(expected);
  });

  it('knows who said no end, and the highest number', () => {
    const entries = [pending(4), good(3), pending(2)];
    expect(unfinishedReleases(entries).map(({ number }) => number)).toEqual([4, 2]);
    expect(newestNumber(entries)).toBe(4);
    expect(newestNumber([])).toBe(0);
  });
});
