import { describe, expect, it } from 'vitest';
import { type LeaseOwner, leaseSpec } from '../../../../shared/release/lease/lease-holder.ts';
import { takeOverReason } from '../../../../shared/release/lease/take-over.ts';

const OWNER: LeaseOwner = { id: 'b', action: 'deploy-stack', repository: 'o/shop', runId: '7', attempt: 2 };

function reason(holder: Partial<LeaseOwner>, unchangedForMs: number, force = false): string | undefined {
  const owner = { id: 'a', action: 'deploy-stack', ...holder };
  const config = {
    ID: 'config',
    Version: { Index: 1 },
    CreatedAt: '2020-01-01T00:00:00Z',
    Spec: leaseSpec('shop', owner, 30_000, 0),
  };
  return takeOverReason({ config, unchangedForMs }, OWNER, force);
}

describe('a lease is taken over', () => {
  it("when it was seen unchanged for its holder's whole time to live", () => {
    expect(reason({}, 29_999)).toBeUndefined();
    expect(reason({}, 30_000)).toBe('it has not renewed its lease for 30 s');
  });

  it('at once from an earlier attempt of the same run', () => {
    expect(reason({ repository: 'o/shop', runId: '7', attempt: 1 }, 0)).toMatch(/earlier attempt/);
  });

  it.each<[string, Partial<LeaseOwner>]>([
    ['another job of the same attempt', { repository: 'o/shop', runId: '7', attempt: 2 }],
    ['a later attempt', { repository: 'o/shop', runId: '7', attempt: 3 }],
    ['another run', { repository: 'o/shop', runId: '8', attempt: 1 }],
    ['a run of that number elsewhere', { repository: 'o/other', runId: '7', attempt: 1 }],
    ['somebody outside of GitHub', {}],
  ])('but not at once from %s', (_, holder) => {
    expect(reason(holder, 0)).toBeUndefined();
  });

  it('at once when that is asked for', () => {
    expect(reason({}, 0, true)).toBe('as asked');
  });
});
