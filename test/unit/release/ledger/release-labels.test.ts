import { describe, expect, it } from 'vitest';
import type { Labels } from '../../../../shared/engine/specs.ts';
import { encodeRecord } from '../../../../shared/release/ledger/record-data.ts';
import type { ReleaseEnding } from '../../../../shared/release/ledger/release-entry.ts';
import {
  entryOf,
  LABEL,
  labelsOfEnding,
  labelsOfRelease,
} from '../../../../shared/release/ledger/release-labels.ts';
import type { ReleaseRecord } from '../../../../shared/release/ledger/release-record.ts';
import { releasedStack, releaseRecord } from '../../../support/releases.ts';
import { serviceSpec } from '../../../support/swarm-objects.ts';

const ENDING: ReleaseEnding = { outcome: 'deployed', finishedAt: '2026-01-01T00:00:42.000Z', seconds: 42.04 };

function stored(record: ReleaseRecord, more: Labels = {}, data = encodeRecord(record).head) {
  const Labels = { ...labelsOfRelease(7, record), ...more };
  const Spec = { Name: 'any', Labels, Data: data.toString('base64') };
  return { ID: 'id', Version: { Index: 1 }, CreatedAt: '', Spec };
}

describe('the entry of a release', () => {
  const origin = {
    commit: '0123456789012345678901234567890123456789',
    ref: 'refs/heads/main',
    actor: 'ada',
    runUrl: 'https://example.com/run/1',
    reason: 'two\nlines',
    approvals: [],
  };
  const record = releaseRecord({ origin, action: 'rollback', previous: 6, restores: 4 });

  it('says from labels alone what began, and that it is not known how it ends', () => {
    expect(entryOf(stored(record))).toMatchObject({
      stack: 'demo',
      number: 7,
      outcome: 'pending',
      leftBehind: 'mixed',
      action: 'rollback',
      commit: origin.commit,
      ref: 'refs/heads/main',
      actor: 'ada',
      runUrl: 'https://example.com/run/1',
      reason: 'two lines',
      previous: 6,
      restores: 4,
      startedAt: '2026-01-01T00:00:00.000Z',
      contents: { images: [{ service: 'web', image: 'app:1' }] },
    });
  });

  it('says how it ended, and what the swarm runs then unless told otherwise', () => {
    const ended = entryOf(stored(record, labelsOfEnding(ENDING)));
    expect(ended).toMatchObject({ outcome: 'deployed', leftBehind: 'this', seconds: 42 });
    const left = (ending: Partial<ReleaseEnding>) =>
      entryOf(stored(record, labelsOfEnding({ ...ENDING, ...ending })))?.leftBehind;
    expect(left({ outcome: 'rolled-back' })).toBe('before');
    expect(left({ outcome: 'failed' })).toBe('mixed');
    expect(left({ outcome: 'failed', leftBehind: 'before' })).toBe('before');
  });

  it('cuts a long note', () => {
    const note = labelsOfEnding({ ...ENDING, note: 'x'.repeat(2000) })[LABEL.note];
    expect(note?.length).toBe(503);
  });

  it('says what must stay with it, also when it cannot be read', () => {
    const container = {
      Configs: [{ ConfigName: 'demo_c' }, { ConfigName: 'demo_c' }],
      Secrets: [{ SecretName: 'demo_s' }],
      Privileges: { CredentialSpec: { Config: 'demo_gmsa' }, SELinuxContext: null },
    };
    const stack = releasedStack({ services: [{ key: 'web', spec: serviceSpec({}, container) }] });
    const needs = { configs: ['demo_c', 'demo_gmsa'], secrets: ['demo_s'] };
    expect(entryOf(stored(releaseRecord({ stack })))?.needs).toEqual(needs);
    expect(entryOf(stored(releaseRecord({ stack }), {}, Buffer.from('x')))?.needs).toEqual(needs);
    expect(entryOf(stored(releaseRecord({ stack }), { [LABEL.needs]: 'x' }))).not.toHaveProperty('needs');
  });

  it('has no fields for what is not known', () => {
    const entry = entryOf(stored(releaseRecord()));
    expect(entry).not.toHaveProperty('commit');
    expect(entry).not.toHaveProperty('finishedAt');
    expect(entry).not.toHaveProperty('previous');
  });

  it('is not made of a config that is none of the ledger', () => {
    const Spec = { Name: 'demo_c', Labels: { [LABEL.stack]: 'demo' } };
    expect(entryOf({ ID: 'id', Version: { Index: 1 }, CreatedAt: '', Spec })).toBeUndefined();
  });
});

describe('a release that cannot be read', () => {
  const problemOf = (more: Labels, data?: Buffer) => entryOf(stored(releaseRecord(), more, data))?.contents;

  it('is named: damaged, newer, or with an end that this version does not know', () => {
    expect(problemOf({}, Buffer.from('x'))).toMatchObject({ problem: expect.stringContaining('damaged') });
    expect(problemOf({ [LABEL.format]: '2' })).toEqual({
      problem: 'it was written by a newer version of these actions (format 2, known: 1)',
    });
    expect(problemOf({ [LABEL.outcome]: 'promoted' })).toEqual({
      problem: 'how it ended is not known: promoted',
    });
  });

  it('does not count as unfinished or good because of an unknown end', () => {
    expect(entryOf(stored(releaseRecord(), { [LABEL.outcome]: 'promoted' }))?.outcome).toBe('failed');
  });
});
