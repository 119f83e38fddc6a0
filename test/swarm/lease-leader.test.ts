import { expect, it, onTestFinished } from 'vitest';
import { LeaseHeldError } from '../../shared/release/lease/lease-errors.ts';
import { readLease } from '../../shared/release/lease/stored-lease.ts';
import { takeLease } from '../../shared/release/lease/take-lease.ts';
import { systemClock } from '../../shared/rollout/watch/clock.ts';
import { startCluster } from '../cluster/cluster.ts';
import { eventually } from '../cluster/engine-call.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { connectTo } from '../support/engine-client.ts';
import { rejects } from '../support/rejects.ts';

const silent = { info: () => undefined, warning: () => undefined };

it('a lease outlives the loss of the leader, and nobody takes it meanwhile', async () => {
  const cluster = await startCluster({ managers: 3, workers: 0, images: false });
  onTestFinished(() => cluster.down());
  const [leader, ...others] = cluster.nodes;
  const [holder, waiter] = await Promise.all(others.map(runAt));
  if (leader === undefined || holder === undefined || waiter === undefined) throw new Error('three managers');
  const { lease } = await holder.take('holder', 0);
  const refused = rejects(waiter.take('waiter', 20_000), LeaseHeldError);

  await leader.stop('SIGKILL');
  const look = () => readLease(holder.engine, 'shop').catch(() => undefined);
  const before = await eventually('the new leader', look);
  await eventually('a renewal under it', async () =>
    ((await look())?.Version.Index ?? 0) > before.Version.Index ? true : undefined,
  );
  expect((await refused).holder.id).toBe('holder');
  await lease.confirm();
  await lease.release();
  const { lease: next, waited } = await waiter.take('waiter', 0);
  expect(waited).toBe(false);
  await next.release();
});

async function runAt({ socketPath }: ClusterNode) {
  const { engine } = await connectTo(socketPath);
  const take = (id: string, lockTimeoutMs: number) =>
    takeLease(engine, 'shop', {
      owner: { id, action: 'deploy-stack' },
      ...{ lockTimeoutMs, clock: systemClock, log: silent, signal: new AbortController().signal },
    });
  return { engine, take };
}
