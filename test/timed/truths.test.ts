import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { expectTruth } from '../support/expect-truth.ts';
import { TRUTHS } from '../support/truths.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true });
});
afterAll(() => cluster?.down());

const timed = TRUTHS.filter(({ within }) => within !== undefined);

describe('the truth is told as soon as it is certain', () => {
  it.each(timed.map((truth) => [truth.name, truth] as const))('%s', async (_name, truth) => {
    await expectTruth(cluster, truth);
  });
});
