import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { expectTruth } from '../support/expect-truth.ts';
import { TRUTHS } from '../support/truths.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true });
});
afterAll(() => cluster?.down());

const untimed = TRUTHS.filter(({ within }) => within === undefined);

describe('what is said of a deployment is true', { concurrent: true }, () => {
  it.each(untimed.map((truth) => [truth.name, truth] as const))('%s', async (_name, truth) => {
    await expectTruth(cluster, truth);
  });
});

describe('what is said of a deployment while a node is down', () => {
  it('is about the nodes that are left', async () => {
    await cluster.nodes[2]?.stop('SIGKILL');
    await expectTruth(cluster, {
      name: 'node down',
      stack: [
        'services:',
        '  web: {image: "localhost:1/app:1", deploy: {replicas: 4}}',
        '  agent: {image: "localhost:1/app:1", deploy: {mode: global}}',
        '',
      ].join('\n'),
      outcome: 'deployed',
      says: /web: deployed/,
    });
  });

  it('is about the nodes that may come back too', async () => {
    await expectTruth(cluster, {
      name: 'only on the node that is down',
      stack:
        'services: {web: {image: "localhost:1/app:1", deploy: {placement: {constraints: [node.hostname == node-3]}}}}\n',
      outcome: 'failed',
      says: /web: no node can take it: /,
    });
  });
});
