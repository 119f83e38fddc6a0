import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { expectTruth } from '../support/expect-truth.ts';
import { TRUTHS, type Truth } from '../support/truths.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true });
});
afterAll(() => cluster?.down());

const timed = TRUTHS.filter(({ within }) => within !== undefined);

const namedOf = (truths: readonly Truth[]) => truths.map((truth) => [truth.name, truth] as const);

describe('the truth is told as soon as it is certain', () => {
  it.each(namedOf(timed.filter(({ before }) => before === undefined)))('%s', async (_name, truth) => {
    await expectTruth(cluster, truth);
  });
});

describe('the truth of a stack that runs is told as soon as it is certain', { concurrent: true }, () => {
  it.each(namedOf(timed.filter(({ before }) => before !== undefined)))('%s', async (_name, truth) => {
    await expectTruth(cluster, truth);
  });
});
