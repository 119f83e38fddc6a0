import { describe, expect, it } from 'vitest';
import type { ConfigApi } from '../../../../shared/engine/engine.ts';
import { UncertainWriteError } from '../../../../shared/engine/engine-errors.ts';
import type { EngineEvent } from '../../../../shared/engine/objects.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { fencedEngine } from '../../../../shared/release/lease/fenced-engine.ts';
import { freeLeftLease } from '../../../../shared/release/lease/free-left-lease.ts';
import { LeaseLostError } from '../../../../shared/release/lease/lease-errors.ts';
import { leaseSpec } from '../../../../shared/release/lease/lease-holder.ts';
import { takeLease } from '../../../../shared/release/lease/take-lease.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { steppedClock } from '../../../support/stepped-clock.ts';
import { storedConfigs } from './stored-configs.ts';

const OWNER = { id: 'ours', action: 'deploy-stack' };
const TAKER = { id: 'theirs', action: 'rollback', actor: 'octocat' };
const failure = new EngineError('The swarm does not have a leader.', { status: 500 });

async function held() {
  const clock = steppedClock();
  const configs = storedConfigs();
  const faults: Partial<ConfigApi> = {};
  const warnings: string[] = [];
  let tell: (event: EngineEvent) => void = () => undefined;
  const engine = fakeEngine({
    configs: {
      list: (...args) => (faults.list ?? configs.list)(...args),
      create: (...args) => (faults.create ?? configs.create)(...args),
      update: (...args) => (faults.update ?? configs.update)(...args),
      remove: (...args) => (faults.remove ?? configs.remove)(...args),
    },
    events: {
      async *stream(signal) {
        for (;;) {
          const event = await new Promise<EngineEvent | undefined>((resolve) => {
            tell = resolve;
            signal.addEventListener('abort', () => resolve(undefined));
          });
          if (event === undefined) return;
          yield event;
        }
      },
    },
  });
  const { lease } = await takeLease(engine, 'shop', {
    owner: OWNER,
    lockTimeoutMs: 0,
    clock,
    log: { info: () => undefined, warning: (line) => warnings.push(line) },
    signal: new AbortController().signal,
  });
  const [id = ''] = configs.stored.keys();
  const stolen = async () => {
    await configs.remove(id);
    await configs.create(leaseSpec('shop', TAKER, 45_000, clock.wallTime()));
  };
  const removal = { Type: 'config', Action: 'remove', timeNano: 0, Actor: { ID: id, Attributes: {} } };
  return { clock, configs, faults, warnings, lease, stolen, engine, tellRemoval: () => tell(removal) };
}

describe('a lease', () => {
  it('is renewed every 5 s', async () => {
    const { clock, configs, lease } = await held();
    await clock.advance(60_500);
    const [config] = [...configs.stored.values()];
    expect(config?.Spec.Labels).toMatchObject({
      'swarm-delivery.lease.renewals': '12',
      'swarm-delivery.lease.expires': '2026-01-01T10:01:45.000Z',
    });
    await lease.confirm();
    expect(lease.signal.aborted).toBe(false);
  });

  it('is lost at the next renewal when somebody took it, and says who', async () => {
    const { clock, lease, stolen } = await held();
    await stolen();
    await clock.advance(5_000);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
    expect(lease.signal.reason.message).toMatch(
      /^Lost the lease on stack shop: its config was removed\. It was taken over by rollback by octocat since/,
    );
    await expect(lease.confirm()).rejects.toBe(lease.signal.reason);
  });

  it('is lost at once when the engine says that it was removed', async () => {
    const { clock, lease, stolen, tellRemoval } = await held();
    await clock.advance(0);
    await stolen();
    tellRemoval();
    await clock.advance(0);
    expect(lease.signal.reason).toMatchObject({ takenBy: TAKER });
  });

  it('outlives the loss of a leader and of answers', async () => {
    const { clock, faults, lease } = await held();
    faults.update = () => Promise.reject(failure);
    await clock.advance(36_500);
    await lease.confirm();
    faults.update = () => Promise.reject(new UncertainWriteError('no answer'));
    await clock.advance(2_000);
    delete faults.update;
    await clock.advance(60_000);
    await lease.confirm();
  });

  it('counts as lost when it could not be renewed for 40 s, though its config is still there', async () => {
    const { clock, faults, lease, configs } = await held();
    faults.update = () => Promise.reject(failure);
    await clock.advance(40_100);
    await expect(lease.confirm()).rejects.toThrow(
      'Lost the lease on stack shop: it could not be renewed for 40 s (The swarm does not have a leader.).',
    );
    expect(lease.signal.aborted).toBe(true);
    delete faults.update;
    await lease.release();
    expect(configs.stored.size).toBe(0);
  });

  it('counts as lost when a renewal hangs', async () => {
    const { clock, faults, lease } = await held();
    faults.list = () => new Promise(() => undefined);
    await clock.advance(41_100);
    expect(lease.signal.aborted).toBe(true);
    await expect(lease.confirm()).rejects.toThrow('could not be renewed for 40 s');
  });

  it('is renewed before the first write after the machine slept', async () => {
    const { clock, lease, stolen, configs } = await held();
    clock.suspend(3_600_000);
    await lease.confirm();
    expect([...configs.stored.values()][0]?.Version.Index).toBe(2);
    clock.suspend(3_600_000);
    await stolen();
    await expect(lease.confirm()).rejects.toBeInstanceOf(LeaseLostError);
  });

  it('is given back once, and its own removal is no loss', async () => {
    const { clock, lease, configs, tellRemoval, warnings } = await held();
    expect(await lease.release()).toBe(true);
    tellRemoval();
    await clock.advance(60_000);
    await lease.release();
    expect(configs.stored.size).toBe(0);
    expect(lease.signal.aborted).toBe(false);
    expect(warnings).toEqual([]);
    await expect(lease.confirm()).rejects.toThrow('released');
  });

  it("never removes another run's lease", async () => {
    const { lease, stolen, configs } = await held();
    await stolen();
    await lease.release();
    expect(configs.stored.size).toBe(1);
  });

  it('says when it could not be given back, and waits no longer than 10 s for that', async () => {
    const { clock, lease, faults, warnings } = await held();
    faults.remove = () => Promise.reject(failure);
    expect(await lease.release()).toBe(false);
    faults.remove = () => new Promise(() => undefined);
    const release = lease.release();
    await clock.advance(10_000);
    await release;
    expect(warnings).toEqual([
      'The lease on stack shop was not given back; it ends by itself within 45 s. The swarm does not have a leader.',
      'The lease on stack shop was not given back; it ends by itself within 45 s. The engine does not answer.',
    ]);
  });
});

describe('fencedEngine', () => {
  it('lets every write through while the lease is held and none after', async () => {
    const { clock, lease, stolen } = await held();
    const calls: string[] = [];
    const call = (name: string) => async () => {
      calls.push(name);
      return { ID: '', Id: '' };
    };
    const silent = (name: string) => async () => void calls.push(name);
    const object = (name: string) => ({
      list: async () => [],
      create: call(`${name}.create`),
      update: silent(`${name}.update`),
      remove: silent(`${name}.remove`),
    });
    const engine = fencedEngine(
      fakeEngine({
        services: { ...object('services') },
        networks: { ...object('networks') },
        configs: { ...object('configs') },
        secrets: { ...object('secrets') },
      }),
      lease,
    );
    const spec = { Name: 'x', Labels: {} };
    const service = { ...spec, TaskTemplate: { ContainerSpec: { Image: 'app:1' } }, Mode: {} };
    const network = { ...spec, Driver: 'overlay' } as Parameters<typeof engine.networks.create>[0];
    const writes = [
      () => engine.services.create(service),
      () => engine.services.update('id', 1, service),
      () => engine.services.remove('id'),
      () => engine.networks.create(network),
      () => engine.networks.remove('id'),
      () => engine.configs.create(spec),
      () => engine.configs.update('id', 1, spec),
      () => engine.configs.remove('id'),
      () => engine.secrets.create(spec),
      () => engine.secrets.update('id', 1, spec),
      () => engine.secrets.remove('id'),
    ];
    for (const write of writes) await write();
    expect(calls).toHaveLength(writes.length);
    expect(new Set(calls).size).toBe(writes.length);

    await stolen();
    await clock.advance(5_000);
    for (const write of writes) await expect(write()).rejects.toBeInstanceOf(LeaseLostError);
    expect(calls).toHaveLength(writes.length);
    expect(await engine.services.list()).toEqual([]);
  });
});

describe('freeLeftLease', () => {
  it('frees what a killed process left', async () => {
    const { engine, configs } = await held();
    expect(await freeLeftLease(engine, { stack: 'shop', ownerId: 'ours' })).toBe(true);
    expect(configs.stored.size).toBe(0);
    expect(await freeLeftLease(engine, { stack: 'shop', ownerId: 'ours' })).toBe(false);
  });

  it("leaves another run's lease alone", async () => {
    const { engine, configs, stolen } = await held();
    await stolen();
    expect(await freeLeftLease(engine, { stack: 'shop', ownerId: 'ours' })).toBe(false);
    expect(configs.stored.size).toBe(1);
  });
});
