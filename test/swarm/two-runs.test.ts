import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { type ActionResult, type RunningAction, startAction } from '../support/run-action.ts';
import { readStackState, serviceOf } from '../support/stack-state.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ workers: 0 });
});
afterAll(() => cluster?.down());

interface Run {
  readonly stack: string;
  readonly tag: number;
  readonly runId: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

async function start({ stack, tag, runId, inputs = {} }: Run): Promise<RunningAction> {
  const files = { 'stack.yml': `services:\n  web: {image: "localhost:1/app:${tag}"}\n` };
  const deployment = await deploymentOf(cluster, { stack, files, inputs });
  return startAction('deploy-stack', { ...deployment, env: { GITHUB_RUN_ID: runId } });
}

async function finish(run: Promise<RunningAction>): Promise<ActionResult> {
  return (await run).result;
}

async function imageOf(stack: string): Promise<string> {
  const state = await readStackState(cluster.manager.socketPath, stack);
  return serviceOf(state, stack, 'web').Spec.TaskTemplate.ContainerSpec.Image;
}

async function leases(stack: string): Promise<readonly string[]> {
  const configs = await callEngine<readonly { readonly Spec: { readonly Name: string } }[]>({
    socketPath: cluster.manager.socketPath,
    path: '/configs',
  });
  return configs.map(({ Spec }) => Spec.Name).filter((name) => name === `swarm-delivery.lease.${stack}`);
}

describe('two runs for one stack', { concurrent: true }, () => {
  it('work one after the other, and the second plans from what the first made', async () => {
    const first = await start({ stack: 'queue', tag: 1, runId: '1', inputs: { 'stable-for': '5s' } });
    await first.logged('Wrote service queue_web');
    const second = await start({ stack: 'queue', tag: 2, runId: '2' });
    await second.logged('Stack queue is being changed by deploy-stack by octocat since ');
    const [one, two] = await Promise.all([first.result, second.result]);
    expect(one.outputs, one.log).toMatchObject({ outcome: 'deployed', release: '1' });
    expect(two.outputs, two.log).toMatchObject({
      outcome: 'deployed',
      release: '2',
      'previous-release': '1',
    });
    expect(two.log).toContain('Plan for stack queue, made anew');
    expect(two.log).toContain('~ service queue_web');
    expect(await imageOf('queue')).toBe('localhost:1/app:2');
    expect(await leases('queue')).toEqual([]);
  });

  it('do not wait longer than they are told, and say whom for', async () => {
    const first = await start({ stack: 'busy', tag: 1, runId: '1', inputs: { 'stable-for': '8s' } });
    await first.logged('Wrote service busy_web');
    const refused = await finish(
      start({ stack: 'busy', tag: 2, runId: '2', inputs: { 'lock-timeout': '0s' } }),
    );
    expect(refused.outputs, refused.log).toMatchObject({ outcome: 'refused' });
    expect(refused.annotations.at(-1)?.message).toMatch(
      /Stack busy is being changed by another run: deploy-stack by octocat since .*runs\/1\/attempts\/1/,
    );
    expect((await first.result).outputs['outcome']).toBe('deployed');
  });

  it('go on from a cancelled one: the next failure brings back what was last good', async () => {
    const good = await finish(start({ stack: 'half', tag: 1, runId: '1' }));
    expect(good.outputs['release'], good.log).toBe('1');
    const cancelled = await start({ stack: 'half', tag: 2, runId: '2', inputs: { 'stable-for': '1m' } });
    await cancelled.logged('Wrote service half_web');
    const ended = await cancelled.cancel();
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'cancelled', release: '2' });
    expect(await leases('half')).toEqual([]);
    expect(await imageOf('half')).toBe('localhost:1/app:2');

    const files = { 'stack.yml': 'services:\n  web: {image: "localhost:1/app:nope"}\n' };
    const deployment = await deploymentOf(cluster, { stack: 'half', files });
    const failed = await finish(startAction('deploy-stack', { ...deployment, env: { GITHUB_RUN_ID: '3' } }));
    expect(failed.outputs, failed.log).toMatchObject({ outcome: 'rolled-back', 'previous-release': '1' });
    expect(await imageOf('half')).toBe('localhost:1/app:1');
  });

  it('go on from a cancelled one: the same again is proved, and put on record', async () => {
    await finish(start({ stack: 'again', tag: 1, runId: '1' }));
    const cancelled = await start({ stack: 'again', tag: 2, runId: '2', inputs: { 'stable-for': '1m' } });
    await cancelled.logged('Wrote service again_web');
    await cancelled.cancel();
    const next = await finish(start({ stack: 'again', tag: 2, runId: '3' }));
    expect(next.outputs, next.log).toMatchObject({ release: '3', 'previous-release': '1' });
    expect(['deployed', 'unchanged']).toContain(next.outputs['outcome']);
    const rest = await finish(start({ stack: 'again', tag: 2, runId: '4' }));
    expect(rest.outputs, rest.log).toMatchObject({ outcome: 'unchanged', 'previous-release': '3' });
    expect(rest.outputs['release']).toBeUndefined();
  });
});
