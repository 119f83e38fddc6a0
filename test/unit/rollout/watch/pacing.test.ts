import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../shared/rollout/watch/judge-service.ts';
import { pauseUntilLook } from '../../../../shared/rollout/watch/pacing.ts';
import type { WatchedService } from '../../../../shared/rollout/watch/watched-service.ts';
import { POSITION } from '../../../support/swarm-objects.ts';

const web: WatchedService = {
  id: 'web',
  key: 'web',
  name: 'demo_web',
  position: POSITION,
  action: 'create',
  wanted: null,
  replacesTasks: false,
  stableForMs: 0,
};

describe('pauseUntilLook', () => {
  const at = (now: number, verdict: Partial<Verdict> = {}, lookedAt = now, deadline = 600_000) =>
    pauseUntilLook(
      [web],
      new Map([['web', { progress: '', ...verdict }]]),
      { changedAt: () => 0 },
      {
        now,
        deadline,
        lookedAt,
      },
    );

  it.each([
    [0, 200],
    [2_000, 200],
    [5_000, 500],
    [60_000, 1_000],
  ])('is a tenth of the %i ms for which nothing changed, between 0.2 and 1 s', (now, length) => {
    expect(at(now)).toEqual({ length, isLast: false });
  });

  it('ends when a service is due, and then all is looked at', () => {
    expect(at(60_000, { dueInMs: 300 })).toEqual({ length: 300, isLast: true });
    expect(at(60_000, { dueInMs: 3_000 })).toEqual({ length: 1_000, isLast: false });
    expect(at(60_000, { dueInMs: 300 }, 59_900)).toEqual({ length: 200, isLast: true });
  });

  it('ends with the deadline, and is never shorter than a look takes', () => {
    expect(at(599_900).length).toBe(100);
    expect(at(0, {}, -700).length).toBe(700);
  });
});
