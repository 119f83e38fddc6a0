import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import { deployOverSsh } from '../support/deploy-over-ssh.ts';
import { TRUTHS, type Truth } from '../support/truths.ts';

let cluster: Cluster;
let ssh: ClusterSsh;

beforeAll(async () => {
  cluster = await startCluster({ ssh: true });
  if (cluster.ssh === undefined) throw new Error('the cluster has no SSH server');
  ssh = cluster.ssh;
});
afterAll(() => cluster?.down());

describe('what is said of a deployment is true', { concurrent: true }, () => {
  it.each(TRUTHS.map((truth) => [truth.name, truth] as const))('%s', async (name, truth) => {
    const stack = name.replaceAll(/\W+/g, '-');
    if (truth.before !== undefined) {
      const before = await deployOverSsh(ssh, { stack, file: truth.before });
      expect(before.outputs['outcome'], before.log).toBe('deployed');
    }
    await expectTruth(stack, truth);
  });
});

describe('what is said of a deployment while a node is down', () => {
  it('is about the nodes that are left', async () => {
    const node = cluster.nodes[2];
    if (node === undefined) throw new Error('the cluster has no third node');
    await node.stop('SIGKILL');
    await expectTruth('node-down', {
      name: 'node down',
      stack: [
        'services:',
        '  web: {image: "localhost:1/app:1", deploy: {replicas: 4}}',
        '  agent: {image: "localhost:1/app:1", deploy: {mode: global}}',
        '',
      ].join('\n'),
      outcome: 'deployed',
      says: /web: deployed/,
      within: 60,
    });
  });
});

async function expectTruth(stack: string, truth: Truth): Promise<void> {
  const result = await deployOverSsh(ssh, { stack, file: truth.stack });
  expect(result.outputs['outcome'], result.log).toBe(truth.outcome);
  expect(result.exitCode).toBe(truth.outcome === 'deployed' || truth.outcome === 'unchanged' ? 0 : 1);
  const told = result.annotations.map(({ message }) => message).join('\n') || result.log;
  expect(told).toMatch(truth.says);
  expect(secondsToCertainty(result.log), result.log).toBeLessThanOrEqual(truth.within);
  expect(result.summary).toContain(truth.outcome);
}

/** The watch stamps each line with the seconds since it began. */
function secondsToCertainty(log: string): number {
  const stamps = [
    ...log.matchAll(/^\s*([\d.]+) s {2}web: (?:deployed|unchanged|rolled-back|paused|failed)/gm),
  ];
  return Number(stamps.at(-1)?.[1] ?? Number.NaN);
}
