import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { startDelayProxy } from '../cluster/delay-proxy.ts';
import { apiVersion, connectTo, testSshd } from '../support/ssh-rig.ts';

/** Long enough that what the machine computes in between hardly counts. */
const RTT_MS = 500;

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ managers: 1, workers: 0, images: false });
});

afterAll(() => cluster.down());

async function farServer() {
  const sshd = await testSshd({ engineSocket: cluster.manager.socketPath });
  const proxy = await startDelayProxy({ target: { host: sshd.host, port: sshd.port }, rttMs: RTT_MS });
  onTestFinished(() => proxy.stop());
  return { sshd, proxy };
}

async function roundTrips(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / RTT_MS;
}

// A busy machine can spoil an attempt, but cannot make one look faster.
describe('round trips', { retry: 2 }, () => {
  it('are eight for the connection and its first call, and one for each call after', async () => {
    const { sshd, proxy } = await farServer();
    let agent: Parameters<typeof apiVersion>[0] | undefined;
    const first = await roundTrips(async () => {
      ({ agent } = await connectTo(sshd, { port: proxy.port }));
      await apiVersion(agent);
    });
    const next = await roundTrips(async () => {
      for (let call = 0; call < 3; call++) if (agent) await apiVersion(agent);
    });
    console.log(`ssh round trips: first call ${first.toFixed(2)}, later calls ${(next / 3).toFixed(2)}`);
    expect(first).toBeGreaterThan(7.9);
    expect(first).toBeLessThan(9);
    expect(next / 3).toBeLessThan(1.3);
  });

  it('are one for every sixteen of a hundred calls at once', async () => {
    const { sshd, proxy } = await farServer();
    const { agent } = await connectTo(sshd, { port: proxy.port });
    const burst = () => Promise.all(Array.from({ length: 100 }, () => apiVersion(agent)));
    // The first burst opens the channels.
    expect(await roundTrips(burst)).toBeLessThan(1 + 100 / 16 + 2);
    expect(await roundTrips(burst)).toBeLessThan(100 / 16 + 2);
  });
});
