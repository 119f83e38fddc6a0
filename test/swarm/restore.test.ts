import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../shared/engine/objects.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { type ActionResult, runAction, startAction } from '../support/run-action.ts';
import { readStackState, serviceOf, servicesNotRunning } from '../support/stack-state.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ workers: 0 });
});
afterAll(() => cluster?.down());

const QUICK = { 'stable-for': '1s' };
const CRASHING = 'environment: {CRASH_AFTER: "0.3"}, deploy: {restart_policy: {delay: 500ms}}';

async function deploy(
  stack: string,
  services: readonly string[],
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  const deployment = await deploymentOf(cluster, {
    stack,
    files: { 'stack.yml': ['services:', ...services, ''].join('\n  ') },
    inputs: { ...QUICK, ...inputs },
  });
  return runAction('deploy-stack', deployment);
}

const stateOf = (stack: string) => readStackState(cluster.manager.socketPath, stack);

async function imagesOf(stack: string): Promise<Readonly<Record<string, string>>> {
  const { services } = await stateOf(stack);
  return Object.fromEntries(
    services.map(({ Spec }) => [Spec.Name.slice(stack.length + 1), Spec.TaskTemplate.ContainerSpec.Image]),
  );
}

/** A node lists a network that the swarm has forgotten until its last task on it has ended. */
async function expectNetworks(stack: string, expected: readonly string[]): Promise<void> {
  await eventually(`the networks ${expected.join(', ')} alone`, async () => {
    const networks = await callEngine<readonly Network[]>({
      socketPath: cluster.manager.socketPath,
      path: '/networks',
    });
    const names = networks.map(({ Name }) => Name).filter((name) => name.startsWith(`${stack}_`));
    return isDeepStrictEqual(names, expected) || undefined;
  });
}

describe('a rollout that fails', { concurrent: true }, () => {
  it('brings every service back to what ran before, and removes what it made', async () => {
    const before = [
      'web: {image: "localhost:1/app:1", environment: {A: "1"}}',
      'api: {image: "localhost:1/app:1"}',
      'db: {image: "localhost:1/app:1"}',
    ];
    expect((await deploy('whole', before)).outputs['outcome']).toBe('deployed');
    const specs = (await stateOf('whole')).services.map(({ Spec }) => Spec);
    const failed = await deploy('whole', [
      'web: {image: "localhost:1/app:2", environment: {A: "2"}}',
      `api: {image: "localhost:1/app:2", ${CRASHING}}`,
      'db: {image: "localhost:1/app:1"}',
      'extra: {image: "localhost:1/app:1", networks: [inner]}',
      '\nnetworks: {inner: {driver: overlay}}',
    ]);
    expect(failed.outputs['outcome'], failed.log).toBe('rolled-back');
    expect(failed.exitCode).toBe(1);
    expect(failed.annotations.map(({ message }) => message).join('\n')).toMatch(
      /api: its program ends with exit code 1/,
    );
    expect(failed.log).toContain('What ran before (release 1) runs again, in all its slots.');
    const after = await stateOf('whole');
    const byName = (a: { readonly Name: string }, b: { readonly Name: string }): number =>
      a.Name < b.Name ? -1 : 1;
    expect(after.services.map(({ Spec }) => Spec).toSorted(byName)).toEqual(specs.toSorted(byName));
    expect(await servicesNotRunning(cluster.manager.socketPath, 'whole')).toEqual([]);
    expect(after.running.map(({ Spec }) => Spec.ContainerSpec.Image)).toEqual(
      Array.from({ length: 3 }, () => 'localhost:1/app:1'),
    );
    await expectNetworks('whole', ['whole_default']);
    expect((await deploy('whole', before)).outputs['outcome']).toBe('unchanged');
  });

  it('leaves nothing behind when nothing ran before', async () => {
    const failed = await deploy('first', ['web: {image: "localhost:1/app:nope"}']);
    expect(failed.outputs['outcome'], failed.log).toBe('rolled-back');
    expect(failed.log).toContain('Nothing ran before, and what was made is removed again.');
    expect((await stateOf('first')).services).toEqual([]);
    await expectNetworks('first', []);
  });

  it('stops before the services that depend on the one that fails', async () => {
    const services = (tag: number, api: string): readonly string[] => [
      `web: {image: "localhost:1/app:${tag}", depends_on: {api: {condition: service_healthy}}}`,
      `api: {image: "localhost:1/app:${tag}", ${api}}`,
    ];
    expect((await deploy('waves', services(1, 'labels: {a: b}'))).outputs['outcome']).toBe('deployed');
    const before = serviceOf(await stateOf('waves'), 'waves', 'web');
    const failed = await deploy(
      'waves',
      services(2, `${CRASHING}, healthcheck: {test: [CMD, /healthcheck], interval: 1s}`),
    );
    expect(failed.outputs['outcome'], failed.log).toBe('rolled-back');
    expect(serviceOf(await stateOf('waves'), 'waves', 'web').Version).toEqual(before.Version);
    expect(await imagesOf('waves')).toEqual({ web: 'localhost:1/app:1', api: 'localhost:1/app:1' });
  });

  it('keeps the failed stack when asked', async () => {
    await deploy('kept', ['web: {image: "localhost:1/app:1"}']);
    const failed = await deploy('kept', [`web: {image: "localhost:1/app:2", ${CRASHING}}`], {
      'on-failure': 'keep',
    });
    expect(failed.outputs['outcome'], failed.log).toMatch(/paused|failed/);
    expect(await imagesOf('kept')).toEqual({ web: 'localhost:1/app:2' });
  });

  it('is not hindered by the engine, which takes a service back by itself', async () => {
    const policy = 'deploy: {update_config: {failure_action: rollback, monitor: 5s}}';
    await deploy('engine', [
      `web: {image: "localhost:1/app:1", ${policy}}`,
      'api: {image: "localhost:1/app:1"}',
    ]);
    const failed = await deploy('engine', [
      `web: {image: "localhost:1/app:2", environment: {CRASH_AFTER: "0.3"}, ${policy}}`,
      'api: {image: "localhost:1/app:2"}',
    ]);
    expect(failed.outputs['outcome'], failed.log).toBe('rolled-back');
    expect(await imagesOf('engine')).toEqual({ web: 'localhost:1/app:1', api: 'localhost:1/app:1' });
    expect(await servicesNotRunning(cluster.manager.socketPath, 'engine')).toEqual([]);
  });

  it('does not overwrite what somebody else wrote meanwhile', async () => {
    await deploy('shared', ['web: {image: "localhost:1/app:1"}', 'api: {image: "localhost:1/app:1"}']);
    const deployment = await deploymentOf(cluster, {
      stack: 'shared',
      files: {
        'stack.yml': `services:\n  web: {image: "localhost:1/app:2"}\n  api: {image: "localhost:1/app:2"}\n`,
      },
      inputs: { 'stable-for': '8s' },
    });
    const running = await startAction('deploy-stack', deployment);
    await running.logged('api: 1/1 running');
    const api = serviceOf(await stateOf('shared'), 'shared', 'api');
    const image = { ...api.Spec.TaskTemplate.ContainerSpec, Image: 'localhost:1/app:3' };
    await callEngine({
      socketPath: cluster.manager.socketPath,
      method: 'POST',
      path: `/services/${api.ID}/update?version=${api.Version.Index}`,
      body: { ...api.Spec, TaskTemplate: { ...api.Spec.TaskTemplate, ContainerSpec: image } },
    });
    const failed = await running.result;
    expect(failed.outputs['outcome'], failed.log).toBe('failed');
    expect(failed.log).toContain('api: somebody else changed it; it is left as they made it.');
    expect(await imagesOf('shared')).toEqual({ web: 'localhost:1/app:1', api: 'localhost:1/app:3' });
  });
});

describe('a service that the files no longer have', () => {
  it('stays without prune, and goes last with it, with its network', async () => {
    const both = [
      'web: {image: "localhost:1/app:1"}',
      'old: {image: "localhost:1/app:1", networks: [inner]}',
      '\nnetworks: {inner: {driver: overlay}}',
    ];
    const left = ['web: {image: "localhost:1/app:1"}'];
    expect((await deploy('pruned', both)).outputs['outcome']).toBe('deployed');
    const kept = await deploy('pruned', left);
    expect(kept.outputs['outcome'], kept.log).toBe('unchanged');
    expect(Object.keys(await imagesOf('pruned')).toSorted()).toEqual(['old', 'web']);
    const pruned = await deploy('pruned', left, { prune: 'true' });
    expect(pruned.outputs['outcome'], pruned.log).toBe('deployed');
    expect(Object.keys(await imagesOf('pruned'))).toEqual(['web']);
    await expectNetworks('pruned', ['pruned_default']);
  });
});
