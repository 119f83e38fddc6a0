import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { readStackState, serviceOf } from '../support/stack-state.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ workers: 0 });
});
afterAll(() => cluster?.down());

interface Parts {
  readonly tag: number;
  readonly pre?: string;
  readonly post?: string;
  readonly path?: string;
}

function stackFile({ tag, pre = 'echo migrated', post = 'echo told', path = '/health' }: Parts): string {
  const hook = (program: string): string =>
    `[{service: web, name: ${program.split(' ')[1]}, entrypoint: [sh, -c, "${program}"]}]`;
  return `services:
  web: {image: "localhost:1/app:${tag}", deploy: {endpoint_mode: dnsrr}}
x-swarm-delivery:
  hooks:
    pre: ${hook(pre)}
    post: ${hook(post)}
  verify:
    - {name: answers, http: "http://web:8080${path}", retries: 1, interval: 1s}
`;
}

async function deploy(stack: string, parts: Parts): Promise<ActionResult> {
  const files = { 'stack.yml': stackFile(parts) };
  const inputs = { 'probe-image': 'localhost:1/app:1' };
  return runAction('deploy-stack', await deploymentOf(cluster, { stack, files, inputs }));
}

async function webOf(stack: string) {
  return serviceOf(await readStackState(cluster.manager.socketPath, stack), stack, 'web');
}

async function imageOf(stack: string): Promise<string> {
  return (await webOf(stack)).Spec.TaskTemplate.ContainerSpec.Image;
}

describe('hooks and checks of a deployment', { concurrent: true }, () => {
  it('run in their order, and not at all when nothing changes', async () => {
    const first = await deploy('whole', { tag: 1 });
    expect(first.outputs['outcome'], first.log).toBe('deployed');
    const order = ['migrated', 'web: deployed', 'verify answers: passed', 'told', 'Stack whole: deployed'];
    const places = order.map((words) => first.log.lastIndexOf(words));
    expect(places, first.log).toEqual(places.toSorted((a, b) => a - b));
    expect(first.summary).toContain('check answers');
    const again = await deploy('whole', { tag: 1 });
    expect(again.outputs['outcome'], again.log).toBe('unchanged');
    expect(again.log).not.toContain('migrated');
    const { services } = await readStackState(cluster.manager.socketPath, 'whole');
    expect(services).toHaveLength(1);
  });

  it('stop before any service is touched when a hook before fails', async () => {
    await deploy('before', { tag: 1 });
    const { Version } = await webOf('before');
    const failed = await deploy('before', { tag: 2, pre: 'echo half-migrated; exit 3' });
    expect(failed.outputs['outcome'], failed.log).toBe('rolled-back');
    expect(failed.annotations.map(({ message }) => message).join('\n')).toMatch(/pre hook .*exit code 3/);
    expect(failed.log).toContain('No service was touched: what ran before still runs.');
    expect((await webOf('before')).Version).toEqual(Version);
  });

  it('bring back what ran before when a check fails', async () => {
    await deploy('checked', { tag: 1 });
    const failed = await deploy('checked', { tag: 2, path: '/nowhere' });
    expect(failed.outputs['outcome'], failed.log).toBe('rolled-back');
    expect(failed.annotations.map(({ message }) => message).join('\n')).toMatch(/check answers failed.*404/s);
    expect(await imageOf('checked')).toBe('localhost:1/app:1');
  });

  it('bring back what ran before when a hook after it fails', async () => {
    await deploy('after', { tag: 1 });
    const failed = await deploy('after', { tag: 2, post: 'echo broken; exit 4' });
    expect(failed.outputs['outcome'], failed.log).toBe('rolled-back');
    expect(await imageOf('after')).toBe('localhost:1/app:1');
  });
});
