import { describe, expect, it } from 'vitest';
import type { ReleaseEntry } from '../../../../shared/release/ledger/release-entry.ts';
import { resolveTarget } from '../../../../shared/release/ledger/resolve-target.ts';
import { refusalOf } from '../../../support/refusal.ts';
import { releaseEntry } from '../../../support/releases.ts';

const commit = (beginning: string) => beginning.padEnd(40, '0');
const running = (fingerprint: string, image = 'app:1'): ReleaseEntry['contents'] => {
  return { images: [{ service: 'web', image }], fingerprint };
};

/** Newest last, as it is told. */
const HISTORY = [
  releaseEntry(1, { contents: running('one', 'app:1'), commit: commit('abcd111'), ref: 'refs/heads/main' }),
  releaseEntry(2, { contents: running('two', 'app:2'), commit: commit('abcd222'), ref: 'refs/tags/v2' }),
  releaseEntry(3, {
    contents: running('three', 'app:3'),
    commit: commit('def3333'),
    outcome: 'rolled-back',
    leftBehind: 'before',
  }),
  releaseEntry(4, { contents: running('four', 'app:2'), commit: commit('fed4444'), ref: 'refs/heads/main' }),
  releaseEntry(5, { contents: running('two', 'app:2'), commit: commit('abcd222'), restores: 2 }),
  releaseEntry(6, { contents: { problem: 'it is damaged' }, commit: commit('bad6666') }),
  releaseEntry(7, { contents: running('seven', 'team/app:7'), commit: commit('1234567') }),
].toReversed();

const numberOf = (to: string, entries: readonly ReleaseEntry[] = HISTORY) =>
  resolveTarget(to, entries).number;

describe('the release that is meant', () => {
  it.each([
    ['previous of a plain history', 'previous', HISTORY.slice(2), 4],
    ['a number', '4', HISTORY, 4],
    ['a number with blanks', ' 4 ', HISTORY, 4],
    ['a number of one that did not end well', '3', HISTORY, 3],
    ['a commit', commit('fed4444'), HISTORY, 4],
    ['the beginning of a commit', 'FED4', HISTORY, 4],
    ['a commit of digits', '1234567', HISTORY, 7],
    ['a commit of two releases that run the same: the newer', 'abcd222', HISTORY, 5],
    ['a tag', 'v2', HISTORY, 2],
    ['a tag in full', 'refs/tags/v2', HISTORY, 2],
    ['a branch: its newest', 'main', HISTORY, 4],
    ['a branch in full', 'refs/heads/main', HISTORY, 4],
    ['an image tag', 'app:1', HISTORY, 1],
    ['an image tag with its service', 'web:7', HISTORY, 7],
  ])('%s', (_name, to, entries, expected) => {
    expect(numberOf(to, entries)).toBe(expected);
  });
});

describe('a target that is refused', () => {
  it.each([
    [
      'nothing before',
      'previous',
      HISTORY.slice(-1),
      'There is no release that ended well before release 1.',
    ],
    ['a damaged one before', 'previous', HISTORY, 'Release 6 cannot be read: it is damaged.'],
    ['a damaged one', '6', HISTORY, 'Release 6 cannot be read: it is damaged.'],
    ['an unknown number', '99', HISTORY, '"99" is no release number, commit, tag, branch or image tag'],
    ['a word that says nothing', '', HISTORY, '"" is no release number'],
    ['a commit that never ran well', 'def3', HISTORY, 'No release of "def3" ended well.'],
    ['a damaged one by commit', 'bad6666', HISTORY, 'No release of "bad6666" ended well.'],
    ['too little of a commit', 'abc', HISTORY, '"abc" is no release number'],
    ['several commits', 'abcd', HISTORY, '"abcd" can mean 2 different releases.'],
    ['an image of different releases', 'app:2', HISTORY, '"app:2" can mean 2 different releases.'],
    ['no history', 'previous', [], 'There is no release to go back to'],
  ])('%s', async (_name, to, entries, message) => {
    expect(await refusalOf(() => resolveTarget(to, entries))).toContain(message);
  });

  it('shows the candidates and what to write', async () => {
    const words = await refusalOf(() => resolveTarget('app:2', HISTORY));
    expect(words.split('\n')).toEqual([
      '"app:2" can mean 2 different releases.',
      '  release  outcome   when                  who  commit    images  notes',
      '  5        deployed  2026-01-01 00:00:00Z       abcd2220  app:2   back to 2',
      '  4        deployed  2026-01-01 00:00:00Z       fed44440  app:2',
      '  2        deployed  2026-01-01 00:00:00Z       abcd2220  app:2. Write the number of one of these releases in "to".',
    ]);
  });
});
