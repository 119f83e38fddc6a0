import { describe, expect, it } from 'vitest';
import { historyJson, historyLines } from '../../../../shared/release/ledger/history.ts';
import { historyMarkdown } from '../../../../shared/rollout/report/history.ts';
import { releaseEntry } from '../../../support/releases.ts';

const images = ['app:1', 'app:1', 'db:2', 'cache:3', 'proxy:4'].map((image, at) => ({
  service: `service-${at}`,
  image: `registry.example.com/team/${image}`,
}));
const HISTORY = [
  releaseEntry(3, {
    outcome: 'rolled-back',
    leftBehind: 'before',
    previous: 2,
    actor: 'ada',
    commit: '0123456789',
    note: 'web crashed | twice',
  }),
  releaseEntry(2, {
    action: 'rollback',
    restores: 1,
    reason: 'slow',
    contents: { images, fingerprint: '' },
  }),
  releaseEntry(1, { action: 'adopt', contents: { problem: 'it is damaged' } }),
];

describe('the history', () => {
  it('is a table in the log, with the running release marked', () => {
    expect(historyLines(HISTORY)).toEqual([
      'release  outcome      when                  who  commit    images                        notes',
      '3        rolled-back  2026-01-01 00:00:00Z  ada  01234567                                web crashed | twice',
      '*2       deployed     2026-01-01 00:00:00Z                 app:1, db:2, cache:3, 1 more  back to 1; slow',
      '1        deployed     2026-01-01 00:00:00Z                                               as it was found; cannot be read: it is damaged',
    ]);
  });

  it('is a table in the summary, in which no text of others formats', () => {
    const markdown = historyMarkdown('demo', HISTORY);
    expect(markdown).toContain('web crashed \\| twice');
    expect(markdown.split('\n')).toHaveLength(8);
    expect(historyMarkdown('demo', [])).toContain('There is no release yet.');
  });

  it('is JSON for programs', () => {
    const [newest, running, oldest] = JSON.parse(historyJson(HISTORY)) as readonly Record<string, unknown>[];
    expect(newest).toMatchObject({ release: 3, running: false, outcome: 'rolled-back', actor: 'ada' });
    expect(running).toMatchObject({ release: 2, running: true, restores: 1, images });
    expect(oldest).toMatchObject({ release: 1, action: 'adopt', problem: 'it is damaged' });
  });
});
