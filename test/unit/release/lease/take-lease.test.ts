import { describe, expect, it } from 'vitest';
import type { ConfigApi } from '../../../../shared/engine/engine.ts';
import { UncertainWriteError } from '../../../../shared/engine/engine-errors.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { LeaseHeldError } from '../../../../shared/release/lease/lease-errors.ts';
import { type LeaseOwner, leaseSpec } from '../../../../shared/release/lease/lease-holder.ts';
import { type TakeLeaseOptions, takeLease } from '../../../../shared/release/lease/take-lease.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { steppedClock } from '../../../support/stepped-clock.ts';
import { storedConfigs } from './stored-configs.ts';

const TIME_TO_LIVE_MS = 45_000;
const ours: LeaseOwner = { id: 'ours', action: 'deploy-stack' };
const theirs: LeaseOwner = { id: 'theirs', action: 'rollback', actor: 'octocat', runUrl: 'https://x.test/7' };

function setUp() {
  const clock = steppedClock();
  const configs = storedConfigs();
  const lines: string[] = [];
  const log = { info: (line: string) => lines.push(line), warning: (line: string) => lines.push(line) };
  const quiet = {
    async *stream(signal: AbortSignal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
  const take = (options: Partial<TakeLeaseOptions> = {}, over: Partial<ConfigApi> = {}) =>
    takeLease(fakeEngine({ configs: { ...configs, ...over }, events: quiet }), 'shop', {
      owner: ours,
      lockTimeoutMs: 600_000,
      clock,
      log,
      signal: new AbortController().signal,
      ...options,
    });
  const hold = () => configs.create(leaseSpec('shop', theirs, TIME_TO_LIVE_MS, clock.wallTime()));
  const holders = () =>
    [...configs.stored.values()].map(({ Spec }) => Spec.Labels['swarm-delivery.lease.owner']);
  return { clock, configs, lines, take, hold, holders };
}

/** What became of it so far. */
function outcomeOf<T>(promise: Promise<T>): { value?: T; error?: unknown } {
  const outcome: { value?: T; error?: unknown } = {};
  promise.then(
    (value) => {
      outcome.value = value;
    },
    (error: unknown) => {
      outcome.error = error;
    },
  );
  return outcome;
}

describe('takeLease', () => {
  it('takes a free stack with one call', async () => {
    const { take, holders } = setUp();
    const { waited, previous } = await take({}, { list: () => Promise.reject(new Error('not needed')) });
    expect({ waited, previous }).toEqual({ waited: false, previous: undefined });
    expect(holders()).toEqual(['ours']);
  });

  it('waits for the holder, names it at once and at least every 15 s, and goes on when it ends', async () => {
    const { take, hold, clock, configs, lines } = setUp();
    const { ID } = await hold();
    const taken = outcomeOf(take());
    await clock.advance(0);
    expect(lines).toEqual([
      'Stack shop is being changed by rollback by octocat since 2026-01-01T10:00:00Z (https://x.test/7); waiting up to 10m for it to end.',
    ]);
    const renewing = async () => {
      const [config] = await configs.list({ id: [ID] });
      if (config) await configs.update(ID, config.Version.Index, config.Spec);
      await clock.advance(5_000);
    };
    for (let renewals = 0; renewals < 12; renewals += 1) await renewing();
    expect(taken).toEqual({});
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatch(/^Still waiting for rollback by octocat .*, 5[67]s so far\.$/);
    await configs.remove(ID);
    await clock.advance(1_000);
    expect(taken.value).toMatchObject({ waited: true });
    expect(taken.value).not.toHaveProperty('previous');
  });

  it('takes over from a holder that renews nothing for its whole time to live, and says so', async () => {
    const { take, hold, clock, holders, lines } = setUp();
    await hold();
    const taken = outcomeOf(take());
    await clock.advance(44_000);
    expect(taken).toEqual({});
    await clock.advance(2_000);
    expect(taken.value).toMatchObject({ waited: true, previous: { id: 'theirs', actor: 'octocat' } });
    expect(holders()).toEqual(['ours']);
    expect(lines.join('\n')).toContain('it has not renewed its lease for');
    expect(lines.at(-1)).toMatch(/^Took stack shop over from rollback by octocat .*: it has not renewed/);
  });

  it('gives up when the time to wait is over, naming the holder', async () => {
    const { take, hold, clock } = setUp();
    await hold();
    const taken = outcomeOf(take({ lockTimeoutMs: 20_000 }));
    await clock.advance(19_000);
    expect(taken).toEqual({});
    await clock.advance(2_000);
    expect(taken.error).toBeInstanceOf(LeaseHeldError);
    expect(taken.error).toMatchObject({
      message:
        'Stack shop is being changed by another run, still after 20 s: rollback by octocat since 2026-01-01T10:00:00Z (https://x.test/7).',
      fix: expect.stringContaining('"lock-timeout"'),
    });
  });

  it('does not wait at all when told so', async () => {
    const { take, hold } = setUp();
    await hold();
    await expect(take({ lockTimeoutMs: 0 })).rejects.toThrow('being changed by another run: rollback');
  });

  it('ends its wait when the job is cancelled', async () => {
    const { take, hold, clock } = setUp();
    await hold();
    const cancelled = new AbortController();
    const taken = outcomeOf(take({ signal: cancelled.signal }));
    await clock.advance(2_000);
    cancelled.abort(new Error('cancelled'));
    await clock.advance(0);
    expect(taken.error).toMatchObject({ message: 'cancelled' });
  });

  it('gives the lease of a dead holder to exactly one of many', async () => {
    const { take, hold, clock, holders } = setUp();
    await hold();
    const runs = ['a', 'b', 'c', 'd'].map((id) => outcomeOf(take({ owner: { ...ours, id } })));
    await clock.advance(60_000);
    expect(runs.filter(({ value }) => value !== undefined)).toHaveLength(1);
    expect(holders()).toHaveLength(1);
  });

  it('makes a lease anew whose answer got lost, as nobody knows since when it runs', async () => {
    const { take, configs, holders } = setUp();
    let creates = 0;
    const { lease } = await take(
      {},
      {
        create: async (spec) => {
          const made = await configs.create(spec);
          creates += 1;
          if (creates === 1) throw new UncertainWriteError('no answer');
          return made;
        },
      },
    );
    expect(creates).toBe(2);
    expect(holders()).toEqual(['ours']);
    await lease.release();
    expect(holders()).toEqual([]);
  });

  it('does not try for ever when answers keep getting lost', async () => {
    const { take } = setUp();
    const error = new UncertainWriteError('no answer');
    await expect(take({}, { create: () => Promise.reject(error) })).rejects.toBe(error);
  });

  it('passes other refusals on', async () => {
    const { take } = setUp();
    const error = new EngineError('The swarm does not have a leader.', { status: 500 });
    await expect(take({}, { create: () => Promise.reject(error) })).rejects.toBe(error);
  });
});
