import { expect } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import { deployOverSsh, sshOf } from './deploy-over-ssh.ts';
import { removeStack } from './remove-stack.ts';
import type { Truth } from './truths.ts';

/** Deploys what was there before, if anything, then the stack in question, and holds what is said to what is true. */
export async function expectTruth(cluster: Cluster, truth: Truth): Promise<void> {
  const stack = truth.name.replaceAll(/\W+/g, '-');
  try {
    await expectTold(sshOf(cluster), stack, truth);
  } finally {
    await removeStack(cluster.manager.socketPath, stack);
  }
}

async function expectTold(ssh: ClusterSsh, stack: string, truth: Truth): Promise<void> {
  if (truth.before !== undefined) {
    const before = await deployOverSsh(ssh, { stack, file: truth.before });
    expect(before.outputs['outcome'], before.log).toBe('deployed');
  }
  const result = await deployOverSsh(ssh, {
    stack,
    file: truth.stack,
    inputs: { 'on-failure': 'keep', ...truth.inputs },
  });
  expect(result.outputs['outcome'], result.log).toBe(truth.outcome);
  expect(result.exitCode).toBe(truth.outcome === 'deployed' || truth.outcome === 'unchanged' ? 0 : 1);
  const errors = result.annotations.filter(({ level }) => level === 'error');
  const told = errors.map(({ message }) => message).join('\n') || result.log;
  expect(told).toMatch(truth.says);
  expect(result.summary.toLowerCase()).toContain(truth.outcome);
  if (truth.within !== undefined) {
    const seconds = truth.outcome === 'refused' ? result.milliseconds / 1000 : secondsToCertainty(result.log);
    expect(seconds, result.log).toBeLessThanOrEqual(truth.within);
  }
}

/** The watch stamps each line with the seconds since it began; the first verdict on the service `web` counts. */
export function secondsToCertainty(log: string): number {
  const verdicts = log.matchAll(/^\s*([\d.]+) s {2}web: (?:deployed|unchanged|rolled-back|paused|failed)/gm);
  return Number([...verdicts].at(-1)?.[1] ?? Number.NaN);
}
