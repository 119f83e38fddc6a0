import { describe, expect, it } from 'vitest';
import { releasesToForget } from '../../../../shared/release/collection/releases-to-forget.ts';
import type { ReleaseEntry } from '../../../../shared/release/ledger/release-entry.ts';
import { releaseEntry } from '../../../support/releases.ts';

const good = (number: number) => releaseEntry(number);
const bad = (number: number) => releaseEntry(number, { outcome: 'rolled-back', leftBehind: 'before' });
const pending = (number: number) => releaseEntry(number, { outcome: 'pending', leftBehind: 'mixed' });

function forgotten(newestLast: readonly ReleaseEntry[], keep: number): readonly number[] {
  return releasesToForget(newestLast.toReversed(), keep).map(({ number }) => number);
}

describe('releases beyond those to keep', () => {
  it('are the oldest', () => {
    expect(forgotten([1, 2, 3, 4, 5].map(good), 3)).toEqual([2, 1]);
    expect(forgotten([1, 2].map(good), 10)).toEqual([]);
  });

  it('never hold what runs or was good before it, however few are to be kept', () => {
    expect(forgotten([1, 2, 3].map(good), 1)).toEqual([1]);
    expect(forgotten([1, 2, 3].map(good), 0)).toEqual([1]);
  });

  it('never hold the good ones because of a row of failures', () => {
    const row = [...[1, 2, 3].map(good), ...[4, 5, 6, 7].map(bad)];
    expect(forgotten(row, 2)).toEqual([5, 4, 1]);
  });

  it('never hold a run at work, nor what was good before it', () => {
    expect(forgotten([good(1), good(2), pending(3)], 1)).toEqual([1]);
    expect(forgotten([good(1), bad(2), pending(3)], 1)).toEqual([2]);
  });
});
