import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLedger } from '../../shared/release/ledger/ledger.ts';
import type { ReleasedStack } from '../../shared/release/ledger/release-record.ts';
import { plannedRelease } from '../../shared/release/ledger/released-stack.ts';
import { planStack } from '../../shared/rollout/plan/plan-stack.ts';
import { manyServices, readManyServices } from '../bench/many-services.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { connectTo } from '../support/engine-client.ts';
import { releaseRecord } from '../support/releases.ts';
import { currentStack } from '../support/swarm-objects.ts';

const RELEASES = 100;
const SERVICES = 100;
const BAR_MS = 300;
const RUNS = 9;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ workers: 0, images: false });
});
afterAll(() => cluster?.down());

function largeStack(): ReleasedStack {
  const desired = readManyServices(manyServices(SERVICES), '1');
  const current = currentStack();
  const plan = planStack(desired, current, { prune: false, keepReplicas: false });
  return plannedRelease(desired, plan, current, (target) => target);
}

/** Each image with a digest of its own, which no compression makes smaller. */
function withDigests(stack: ReleasedStack): ReleasedStack {
  const services = stack.services.map((service) => {
    const { TaskTemplate: task } = service.spec;
    const Image = `${task.ContainerSpec.Image}@sha256:${randomBytes(32).toString('hex')}`;
    const TaskTemplate = { ...task, ContainerSpec: { ...task.ContainerSpec, Image } };
    return { ...service, spec: { ...service.spec, TaskTemplate } };
  });
  return { ...stack, services };
}

/** The fastest of several, in milliseconds: other work on this machine only adds to it. */
async function fastest(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return Math.min(...times);
}

it('lists 100 releases of a stack of 100 services in less than 300 ms, and reads one', async () => {
  const { engine } = await connectTo(cluster.manager.socketPath);
  const ledger = openLedger(engine, 'bench');
  const stack = largeStack();
  const numbers = Array.from({ length: RELEASES }, (_, at) => at);
  await Promise.all(
    numbers.map((newest) => ledger.begin(releaseRecord({ stack: withDigests(stack) }), newest)),
  );
  const listing = await fastest(async () => expect(await ledger.list()).toHaveLength(RELEASES));
  const reading = await fastest(async () => {
    const record = await ledger.read(RELEASES / 2);
    expect(record.stack.services).toHaveLength(SERVICES);
  });
  const engineOnly = await fastest(async () => {
    await engine.configs.list({ name: ['swarm-delivery.release.bench.'] });
  });
  console.log(
    `listing ${listing.toFixed(0)} ms (of it the engine ${engineOnly.toFixed(0)} ms), reading one ${reading.toFixed(0)} ms`,
  );
  expect(listing).toBeLessThan(BAR_MS);
  expect(reading).toBeLessThan(BAR_MS);
});
