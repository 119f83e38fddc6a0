import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isUncertainWrite } from '../../shared/engine/engine-errors.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { run } from '../cluster/command.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { configSpec, connectTo, engineErrorOf } from '../support/engine-client.ts';

let cluster: Cluster;
let manager: ClusterNode;

beforeAll(async () => {
  cluster = await startCluster({ managers: 1, workers: 0, images: false });
  manager = cluster.manager;
});

afterAll(() => cluster.down());

async function cuttingProxy(): Promise<CuttingProxy> {
  const proxy = await startCuttingProxy(manager.socketPath, join(cluster.directory, 'cutting.sock'));
  onTestFinished(() => proxy.stop());
  return proxy;
}

/** Stops the engine's process, so that it takes calls and answers none, until the test is finished. */
async function freeze(node: ClusterNode): Promise<void> {
  const settings = join(dirname(node.socketPath), 'daemon.json');
  const [engine] = await processes('--full', `^dockerd .*${settings}`);
  const [nsenter] = await processes('--full', `^nsenter .*${settings}`);
  if (engine === undefined || nsenter === undefined) throw new Error(`No engine runs with ${settings}`);
  process.kill(engine, 'SIGSTOP');
  // nsenter stops itself with its child, and lets the child go on when it is let go on itself.
  await eventually('nsenter to stop', async () => {
    const [stopped] = await processes('--runstates', 'T', '--full', `^nsenter .*${settings}`);
    return stopped;
  });
  onTestFinished(() => {
    process.kill(nsenter, 'SIGCONT');
  });
}

async function processes(...matching: readonly string[]): Promise<readonly number[]> {
  const found = await run('pgrep', matching).catch(() => '');
  return found.split('\n').filter(Boolean).map(Number);
}

describe('a connection that is cut', () => {
  it('is replaced for a read, also in the middle of a reply', async () => {
    const proxy = await cuttingProxy();
    const { engine, lines } = await connectTo(proxy.socketPath);
    await engine.configs.create(configSpec('large', 500_000));
    proxy.cutAfter(300_000, 2);
    const [large] = await engine.configs.list({ name: ['large'] });
    expect(large?.Spec.Data).toHaveLength(666_668);
    const question = `GET /configs?filters=${encodeURIComponent('{"name":["large"]}')}`;
    expect(proxy.requests.slice(1)).toEqual([question, question, question]);
    expect(lines).toEqual([
      `Lost touch with the engine at unix://${proxy.socketPath}; trying again to list configs.`,
    ]);
  });

  it('fails a read after three tries', async () => {
    const proxy = await cuttingProxy();
    const { engine } = await connectTo(proxy.socketPath);
    proxy.cutAfter(0, 3);
    expect((await engineErrorOf(engine.nodes.list())).message).toBe(
      `Cannot list nodes: the connection to the engine at unix://${proxy.socketPath} was lost (ECONNRESET).`,
    );
    expect(proxy.requests).toHaveLength(3);
  });

  it('never repeats a write, and says that it may have arrived', async () => {
    const proxy = await cuttingProxy();
    const { engine } = await connectTo(proxy.socketPath);
    proxy.cutAfter(0);
    const error = await engineErrorOf(engine.configs.create(configSpec('arrived')));
    expect(isUncertainWrite(error)).toBe(true);
    expect(error.message).toBe(
      `Cannot create config arrived: the connection to the engine at unix://${proxy.socketPath} was lost (ECONNRESET). It is unknown whether the write arrived.`,
    );
    expect(proxy.requests).toEqual(['POST /configs/create?']);
    expect(await engine.configs.list({ name: ['arrived'] })).toHaveLength(1);
  });

  it('ends the calls under way when it is closed', async () => {
    await freeze(manager);
    const connection = await connectTo(manager.socketPath);
    const call = engineErrorOf(connection.engine.nodes.list());
    await sleep(50);
    await connection.close();
    expect((await call).message).toBe('The connection to the engine is closed.');
    expect((await engineErrorOf(connection.engine.info())).message).toBe(
      'The connection to the engine is closed.',
    );
  });

  it('carries many calls at once without a warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => {
      process.off('warning', note);
    });
    const { engine } = await connectTo(manager.socketPath);
    await Promise.all(Array.from({ length: 100 }, () => engine.services.list()));
    await sleep(0);
    expect(warnings).toEqual([]);
  });
});

describe('an engine that hangs', () => {
  it('ends every call by its time-out', async () => {
    await freeze(manager);
    const { engine, lines } = await connectTo(manager.socketPath, 500);
    const [read, write, log, image] = await Promise.all([
      engineErrorOf(engine.services.list()),
      engineErrorOf(engine.configs.create(configSpec('hanging'))),
      engineErrorOf(engine.logs.ofTask('x', { tail: 1, timeoutMs: 300 })),
      engineErrorOf(engine.images.distribution('localhost:1/app:1', 400)),
    ]);
    expect(read.message).toBe(
      'Cannot list services: no answer from the engine within 500 ms (GET /services).',
    );
    expect(isUncertainWrite(write)).toBe(true);
    expect(write.message).toBe(
      'Cannot create config hanging: no answer from the engine within 500 ms (POST /configs/create). It is unknown whether the write arrived.',
    );
    expect(log.message).toContain('within 300 ms (GET /tasks/x/logs)');
    expect(image.message).toContain('within 400 ms (GET /distribution/localhost%3A1/app%3A1/json)');
    expect(lines).toEqual([]);
  });
});

describe('an engine that restarts', () => {
  it('is read again once it is back, and its event stream ends with an error', async () => {
    const { engine, lines } = await connectTo(manager.socketPath);
    const watching = engineErrorOf(
      (async () => {
        for await (const _ of engine.events.stream(new AbortController().signal));
      })(),
    );
    let restarted = false;
    const reading = (async () => {
      const counts = new Set<number>();
      while (!restarted) {
        counts.add((await engine.nodes.list()).length);
        await sleep(20);
      }
      return [...counts];
    })();
    await sleep(100);
    const restart = manager.stop().then(() => manager.start());
    const [counts] = await Promise.all([
      reading,
      restart.finally(() => {
        restarted = true;
      }),
    ]);
    expect(counts).toEqual([1]);
    expect(lines[0]).toBe(
      `Lost touch with the engine at unix://${manager.socketPath}; trying again to list nodes.`,
    );
    expect((await watching).message).toMatch(/^Cannot watch events any longer: /);
  });
});

describe('a swarm that is locked', () => {
  it('says how to unlock it', async () => {
    const { socketPath } = manager;
    const swarm = await callEngine<{ Version: { Index: number }; Spec: object }>({
      socketPath,
      path: '/swarm',
    });
    await callEngine({
      socketPath,
      method: 'POST',
      path: `/swarm/update?version=${swarm.Version.Index}`,
      body: { ...swarm.Spec, EncryptionConfig: { AutoLockManagers: true } },
    });
    await eventually('the managers to take the lock', async () => {
      await manager.stop();
      await manager.start();
      const info = await callEngine<{ Swarm: { LocalNodeState: string } }>({ socketPath, path: '/info' });
      return info.Swarm.LocalNodeState === 'locked' ? true : undefined;
    });
    const { engine } = await connectTo(socketPath);
    expect((await engineErrorOf(engine.services.list())).hint).toContain('`docker swarm unlock`');
    expect((await engine.info()).Swarm.LocalNodeState).toBe('locked');
  });
});
