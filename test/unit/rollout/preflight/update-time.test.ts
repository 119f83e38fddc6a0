import { expect, it } from 'vitest';
import type { ServiceUpdate } from '../../../../shared/rollout/plan/plan.ts';
import { updateTime } from '../../../../shared/rollout/preflight/update-time.ts';
import { POSITION, service, serviceSpec } from '../../../support/swarm-objects.ts';

const SECOND = 1e9;
const slow: ServiceUpdate = {
  action: 'update',
  key: 'web',
  name: 'demo_web',
  position: POSITION,
  dependsOn: [],
  spec: serviceSpec({
    UpdateConfig: { Parallelism: 1, Delay: 60 * SECOND, MaxFailureRatio: 0, Order: 'stop-first' },
  }),
  current: service(),
  fields: [],
  restarts: 'all',
  effect: { replaced: 10, added: 0, removed: 0 },
};

it('warns of an update that cannot end in time, with the time it takes', () => {
  expect(updateTime([slow], 600_000)).toMatchObject([
    {
      level: 'warning',
      message:
        'web: its update takes at least 11m1s (10 tasks, parallelism 1, delay 1m), and this rollout may take 10m.',
      position: POSITION,
    },
  ]);
});

it('says nothing of one that can, and of one that replaces nothing', () => {
  expect(updateTime([slow], 700_000)).toEqual([]);
  expect(updateTime([{ ...slow, effect: { replaced: 0, added: 10, removed: 0 } }], 600_000)).toEqual([]);
  expect(updateTime([slow], undefined)).toEqual([]);
});
