import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { startDelayProxy } from '../cluster/delay-proxy.ts';
import { apiVersion, connectTo, testSshd } from '../support/ssh-rig.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ managers: 1, workers: 0, images: false });
});

afterAll(() => cluster.down());

async function farServer(rttMs: number) {
  const sshd = await testSshd({ engineSocket: cluster.manager.socketPath });
  const proxy = await startDelayProxy({ target: { host: sshd.host, port: sshd.port }, rttMs });
  onTestFinished(() => proxy.stop());
  return { sshd, proxy };
}

async function roundTrips(rttMs: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / rttMs;
}

// A busy machine can spoil an attempt, but cannot make one look faster.
describe('round trips', { retry: 2 }, () => {
  it('are eight for the connection and its first call, and one for each call after', async () => {
    // Long enough that what the machine computes in between hardly counts.
    const rttMs = 500;
    const { sshd, proxy } = await farServer(rttMs);
    const start = performance.now();
    const { agent } = await connectTo(sshd, { port: proxy.port });
    await apiVersion(agent);
    const first = (performance.now() - start) / rttMs;
    const next = await roundTrips(rttMs, async () => {
      for (let call = 0; call < 3; call++) await apiVersion(agent);
    });
    console.log(`ssh round trips: first call ${first.toFixed(2)}, later calls ${(next / 3).toFixed(2)}`);
    expect(first).toBeGreaterThan(7.9);
    expect(first).toBeLessThan(9);
    expect(next / 3).toBeLessThan(1.3);
  });

  it('are one for every sixteen of a hundred calls at once', async () => {
    const rttMs = 300;
    const { sshd, proxy } = await farServer(rttMs);
    const { agent } = await connectTo(sshd, { port: proxy.port });
    const burst = () => Promise.all(Array.from({ length: 100 }, () => apiVersion(agent)));
    // The first burst opens the channels.
    expect(await roundTrips(rttMs, burst)).toBeLessThan(1 + 7 + 2);
    expect(await roundTrips(rttMs, burst)).toBeLessThan(7 + 2);
  });
});
