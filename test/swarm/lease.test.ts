import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type EngineConnection } from '../../shared/engine/connect.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { isNameConflict, isOutOfSequence } from '../../shared/engine/engine-errors.ts';
import type { Config } from '../../shared/engine/objects.ts';
import { fencedEngine } from '../../shared/release/lease/fenced-engine.ts';
import { LeaseHeldError, LeaseLostError } from '../../shared/release/lease/lease-errors.ts';
import { type LeaseOwner, leaseSpec, renewedSpec } from '../../shared/release/lease/lease-holder.ts';
import { readLease } from '../../shared/release/lease/stored-lease.ts';
import { type TakeLeaseOptions, takeLease } from '../../shared/release/lease/take-lease.ts';
import { systemClock } from '../../shared/rollout/watch/clock.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { eventually } from '../cluster/engine-call.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { configSpec, engineErrorOf } from '../support/engine-client.ts';
import { rejects } from '../support/rejects.ts';

/** Renewed every third of a second, lost after 2.7 s. */
const TIME_TO_LIVE_MS = 3_000;
const silent = { info: () => undefined, warning: () => undefined, debug: () => undefined };

let cluster: Cluster;
let connection: EngineConnection;
let engine: Engine;

beforeAll(async () => {
  cluster = await startCluster({ managers: 1, workers: 0, images: false });
  connection = await connect(cluster.manager.socketPath);
  engine = connection.engine;
});

afterAll(async () => {
  await connection?.close();
  await cluster?.down();
});

function connect(socketPath: string): Promise<EngineConnection> {
  return connectEngine({ address: { kind: 'unix', socketPath }, ssh: {}, log: silent });
}

function owner(more: Partial<LeaseOwner> = {}): LeaseOwner {
  return { id: randomUUID(), action: 'deploy-stack', ...more };
}

function take(stack: string, options: Partial<TakeLeaseOptions> = {}, over: Engine = engine) {
  return takeLease(over, stack, {
    owner: owner(),
    lockTimeoutMs: 30_000,
    timeToLiveMs: TIME_TO_LIVE_MS,
    clock: systemClock,
    log: silent,
    signal: new AbortController().signal,
    ...options,
  });
}

async function stored(stack: string): Promise<Config> {
  const config = await readLease(engine, stack);
  if (config === undefined) throw new Error(`there is no lease on stack ${stack}`);
  return config;
}

/** What a run leaves whose machine died. */
async function deadLease(stack: string, of: LeaseOwner): Promise<void> {
  await engine.configs.create(leaseSpec(stack, of, TIME_TO_LIVE_MS, Date.now()));
}

describe('a lease on a real swarm', { concurrent: true }, () => {
  it('goes to one of many runs at a time, and to each of them in the end', async () => {
    let holding = 0;
    let taken = 0;
    const run = async () => {
      const { lease } = await take('crowd');
      holding += 1;
      expect(holding).toBe(1);
      taken += 1;
      holding -= 1;
      await lease.release();
    };
    await Promise.all(Array.from({ length: 8 }, run));
    expect(taken).toBe(8);
    expect(await readLease(engine, 'crowd')).toBeUndefined();
  });

  it('names its holder to a run that may not wait', async () => {
    const { lease } = await take('held', { owner: owner({ actor: 'octocat', runUrl: 'https://x.test/7' }) });
    const error = await rejects(take('held', { lockTimeoutMs: 0 }), LeaseHeldError);
    expect(error.message).toMatch(
      /^Stack held is .*: deploy-stack by octocat since .* \(https:\/\/x\.test\/7\)\.$/,
    );
    await lease.release();
  });

  it('is one for stacks whose names differ in case only, as for Swarm itself', async () => {
    await engine.configs.create(configSpec('Case.of.names'));
    expect(isNameConflict(await engineErrorOf(engine.configs.create(configSpec('case.of.names'))))).toBe(
      true,
    );
    const { lease } = await take('Upper');
    await rejects(take('upper', { lockTimeoutMs: 0 }), LeaseHeldError);
    await lease.release();
  });

  it('can be held on any stack, however it is called', async () => {
    const { lease } = await take(`${'long-'.repeat(20)}_`);
    await lease.release();
  });

  it('is renewed for as long as it is held', async () => {
    const { lease } = await take('renewed');
    const before = await stored('renewed');
    await sleep(TIME_TO_LIVE_MS * 1.2);
    await lease.confirm();
    const after = await stored('renewed');
    expect(after.ID).toBe(before.ID);
    expect(Number(after.Spec.Labels['swarm-delivery.lease.renewals'])).toBeGreaterThanOrEqual(8);
    await lease.release();
    expect(await readLease(engine, 'renewed')).toBeUndefined();
  });

  it('can be renewed by one version only', async () => {
    const { lease } = await take('versions');
    const config = await stored('versions');
    await eventually('a renewal', async () =>
      (await stored('versions')).Version.Index > config.Version.Index ? true : undefined,
    );
    const late = engine.configs.update(config.ID, config.Version.Index, renewedSpec(config, Date.now()));
    expect(isOutOfSequence(await engineErrorOf(late))).toBe(true);
    await lease.release();
  });

  it('of a dead run goes to exactly one of those who wait, and the others wait for that one', async () => {
    const dead = owner({ actor: 'octocat' });
    await deadLease('dead', dead);
    const startedAt = performance.now();
    const takers = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { lease, waited, previous } = await take('dead');
        await lease.release();
        return { waited, previous };
      }),
    );
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(TIME_TO_LIVE_MS);
    expect(takers.filter(({ previous }) => previous?.id === dead.id)).toHaveLength(1);
    expect(takers.every(({ waited }) => waited)).toBe(true);
  });

  it("of the run's own earlier attempt is taken over at once", async () => {
    const run = { repository: 'o/shop', runId: '7' };
    await deadLease('attempts', owner({ ...run, attempt: 1 }));
    const { lease, previous } = await take('attempts', {
      owner: owner({ ...run, attempt: 2 }),
      lockTimeoutMs: 0,
    });
    expect(previous).toMatchObject({ attempt: 1 });
    await lease.release();
  });

  it('is lost at once when another run takes it by force; then nothing more is written', async () => {
    const first = await take('forced', { timeToLiveMs: 45_000 });
    // The engine hears of the loss by its events, long before the next renewal.
    await sleep(500);
    const fenced = fencedEngine(engine, first.lease);
    await fenced.configs.create(configSpec('forced.before'));
    const second = await take('forced', {
      force: true,
      lockTimeoutMs: 0,
      owner: owner({ action: 'rollback', actor: 'hubot' }),
    });
    await eventually('the loss', async () => first.lease.signal.aborted || undefined, 3);
    expect(first.lease.signal.reason.message).toMatch(/taken over by rollback by hubot since/);
    await rejects(fenced.configs.create(configSpec('forced.after')), LeaseLostError);
    expect(await engine.configs.list({ name: ['forced.after'] })).toEqual([]);
    await first.lease.release();
    await second.lease.confirm();
    await second.lease.release();
  });

  it('is lost in time by a run that is cut off, before anybody may take it', async () => {
    const proxy = await startCuttingProxy(cluster.manager.socketPath, `${cluster.directory}/cut-off.sock`);
    const cutOff = await connect(proxy.socketPath);
    const { lease } = await take('cut-off', {}, cutOff.engine);
    let lostAt = Number.POSITIVE_INFINITY;
    lease.signal.addEventListener('abort', () => {
      lostAt = performance.now();
    });
    await proxy.stop();
    const other = await take('cut-off');
    const takenAt = performance.now();
    expect(other.previous).toBeDefined();
    await rejects(lease.confirm(), LeaseLostError);
    // Naming the taker may take one second more.
    expect(lostAt - 1_000).toBeLessThan(takenAt);
    await other.lease.release();
    await cutOff.close();
  });
});

describe('a lease', () => {
  it('outlives a restart of the engine', async () => {
    const { lease } = await take('restarted', { timeToLiveMs: 45_000 });
    await cluster.manager.stop('SIGKILL');
    await cluster.manager.start();
    const before = await eventually('the engine', () => stored('restarted').catch(() => undefined));
    await eventually('a renewal', async () =>
      (await stored('restarted')).Version.Index > before.Version.Index ? true : undefined,
    );
    await lease.confirm();
    await lease.release();
    expect(await readLease(engine, 'restarted')).toBeUndefined();
  });
});
