import { describe, expect, it } from 'vitest';
import type { UpdateConfig } from '../../../../shared/engine/specs.ts';
import { leastUpdateTime, patience } from '../../../../shared/rollout/watch/patience.ts';
import { serviceSpec } from '../../../support/swarm-objects.ts';

const SECOND = 1e9;

function updateConfig(changes: Partial<UpdateConfig>): UpdateConfig {
  return { Parallelism: 1, MaxFailureRatio: 0, Order: 'stop-first', ...changes };
}

describe('leastUpdateTime', () => {
  it.each<[number, Partial<UpdateConfig>, number]>([
    [10, { Delay: 60 * SECOND }, 10 * 60 + 61],
    [10, { Delay: 60 * SECOND, Parallelism: 4 }, 3 * 60 + 61],
    [10, { Delay: 60 * SECOND, Parallelism: 0 }, 60 + 61],
    [10, { Delay: SECOND, Monitor: 30 * SECOND }, 10 + 30],
    [3, {}, 5],
    [0, { Delay: 60 * SECOND }, 0],
  ])('%i slots, %j: %i s', (slots, config, seconds) => {
    const spec = serviceSpec({ UpdateConfig: updateConfig(config) });
    expect(leastUpdateTime(spec, slots)).toBe(seconds * 1000);
  });

  it('is the monitor period without an update_config, which updates one by one without delay', () => {
    expect(leastUpdateTime(serviceSpec(), 5)).toBe(5_000);
  });
});

describe('patience', () => {
  it('grows with every timing of the service', () => {
    const least = patience(serviceSpec());
    expect(least).toBe(140_000);
    const slow = serviceSpec(
      { UpdateConfig: updateConfig({ Delay: 60 * SECOND }) },
      {
        StopGracePeriod: 300 * SECOND,
        Healthcheck: { Interval: 10 * SECOND, Timeout: SECOND, Retries: 5, StartPeriod: 100 * SECOND },
      },
    );
    expect(patience(slow) - least).toBe((290 + 100 + 6 * 11 + 60 + (61 - 5)) * 1000);
  });
});
