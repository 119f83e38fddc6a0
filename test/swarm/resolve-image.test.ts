import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { pushImage } from '../cluster/push-image.ts';
import { REGISTRY_LOGIN } from '../cluster/registry.ts';
import { deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { deployWithCli } from '../support/deploy-with-cli.ts';
import { writesAmong } from '../support/recorded-calls.ts';
import type { ActionResult } from '../support/run-action.ts';
import { readStackState, serviceOf, traceOf } from '../support/stack-state.ts';

let cluster: Cluster;
let registry: string;
let image: string;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true, recorded: true, registry: 'password', images: false });
  registry = cluster.registry?.host ?? '';
  image = await pushImage(cluster, 'app:1');
});
afterAll(() => cluster?.down());

const { username, password } = REGISTRY_LOGIN;

function stackFile(name = image, replicas = 3): string {
  return `services:\n  web:\n    image: ${name}\n    deploy: {replicas: ${replicas}}\n`;
}

function deploy(
  stack: string,
  file: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  const login = { registry, 'registry-username': username, 'registry-password': password };
  return deployOverSsh(sshOf(cluster), {
    ...{ stack, file },
    inputs: { 'resolve-image': 'always', 'stable-for': '1s', ...login, ...inputs },
  });
}

async function taskSpecOf(stack: string) {
  const state = await readStackState(cluster.manager.socketPath, stack);
  return serviceOf(state, stack, 'web').Spec.TaskTemplate;
}

describe('an image behind a login', () => {
  it('is pinned to its digest and pulled by nodes that have neither the image nor the login', async () => {
    const { outputs, log, filesLeft } = await deploy('pinned', stackFile());
    expect(outputs['outcome'], log).toBe('deployed');
    const { ContainerSpec, Placement } = await taskSpecOf('pinned');
    expect(ContainerSpec.Image).toMatch(new RegExp(`^${image}@sha256:[0-9a-f]{64}$`));
    expect(Placement?.Platforms).toEqual([{ Architecture: 'amd64', OS: 'linux' }]);
    const { running } = await readStackState(cluster.manager.socketPath, 'pinned');
    expect(new Set(running.map(({ NodeID }) => NodeID)).size).toBe(3);
    const header = Buffer.from(JSON.stringify({ username, password })).toString('base64url');
    expect(filesLeft).toEqual([]);
    expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(password);
    expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(header.slice(0, 20));
  });

  it('is pinned and pulled with the login that docker login left on the runner', async () => {
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    const folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(
      join(folder, 'config.json'),
      JSON.stringify({ auths: { 'other.example.com': { auth }, [registry]: { auth } } }),
    );
    const fresh = await pushImage(cluster, 'fresh:1', { environment: { VERSION: 'fresh' } });
    const { outputs, log, masks } = await deployOverSsh(sshOf(cluster), {
      ...{ stack: 'runner', file: stackFile(fresh), env: { DOCKER_CONFIG: folder } },
      inputs: { 'resolve-image': 'always', 'stable-for': '1s', 'with-registry-auth': 'true' },
    });
    expect(outputs['outcome'], log).toBe('deployed');
    const { running } = await readStackState(cluster.manager.socketPath, 'runner');
    expect(new Set(running.map(({ NodeID }) => NodeID)).size).toBe(3);
    expect(masks).toEqual(expect.arrayContaining([password, auth]));
    for (const secret of [password, auth]) expect(log).not.toContain(secret);
  });

  it('that the stack file names by digest gets the platforms it runs on', async () => {
    const digest = (await taskSpecOf('pinned')).ContainerSpec.Image;
    const { outputs, log } = await deploy('digest', stackFile(digest, 1));
    expect(outputs['outcome'], log).toBe('deployed');
    const { ContainerSpec, Placement } = await taskSpecOf('digest');
    expect(ContainerSpec.Image).toBe(digest);
    expect(Placement?.Platforms).toEqual([{ Architecture: 'amd64', OS: 'linux' }]);
  });

  it('that the CLI deployed is taken over without a write', async () => {
    const { socketPath } = cluster.manager;
    const login = { registry, ...REGISTRY_LOGIN };
    const flags = ['--with-registry-auth'];
    await deployWithCli({ socketPath, stack: 'cli', file: stackFile(), flags, login });
    const before = traceOf(await readStackState(socketPath, 'cli')) as { readonly services: unknown };
    cluster.recorder?.reset();
    const { outputs, log } = await deploy('cli', stackFile());
    expect(outputs['outcome'], log).toBe('unchanged');
    expect(writesAmong(cluster.recorder?.calls() ?? [])).toEqual([]);
    expect(traceOf(await readStackState(socketPath, 'cli'))).toMatchObject({ services: before.services });
  });
});

describe('a tag that moved', () => {
  it('is a change in mode always, and none in mode changed', async () => {
    const moving = await pushImage(cluster, 'moving:1');
    expect((await deploy('moving', stackFile(moving, 1))).outputs['outcome']).toBe('deployed');
    const { ContainerSpec: before } = await taskSpecOf('moving');
    await pushImage(cluster, 'moving:1', { environment: { VERSION: 'moved' } });
    const changed = await deploy('moving', stackFile(moving, 1), { 'resolve-image': 'changed' });
    expect(changed.outputs['outcome'], changed.log).toBe('unchanged');
    expect((await taskSpecOf('moving')).ContainerSpec.Image).toBe(before.Image);
    const always = await deploy('moving', stackFile(moving, 1));
    expect(always.outputs['outcome'], always.log).toBe('deployed');
    const { ContainerSpec: after } = await taskSpecOf('moving');
    expect(after.Image).toMatch(/moving:1@sha256:/);
    expect(after.Image).not.toBe(before.Image);
  });
});

describe('an image that cannot be pinned', { concurrent: true }, () => {
  const cases: readonly [string, string, Readonly<Record<string, string>>, RegExp, RegExp][] = [
    [
      'no such tag',
      'app:nope',
      {},
      /web: Cannot find image .*app:nope in its registry: manifest unknown/,
      /Push it/,
    ],
    [
      'no login',
      'app:1',
      { registry: '', 'registry-username': '', 'registry-password': '' },
      /no basic auth credentials/,
      /Give registry, registry-username and registry-password/,
    ],
    [
      'a wrong password',
      'app:1',
      { 'registry-password': 'wrong donkey' },
      /unauthorized|authentication required/,
      /registry-password/,
    ],
  ];

  it.each(cases)('is refused before anything is written: %s', async (_what, name, inputs, cause, fix) => {
    const stack = `refused-${_what.replaceAll(' ', '-')}`;
    const { outputs, annotations, log } = await deploy(stack, stackFile(`${registry}/${name}`), inputs);
    expect(outputs, log).toEqual({ outcome: 'refused' });
    const [error] = annotations.filter(({ level }) => level === 'error');
    expect(error?.message).toMatch(cause);
    expect(error?.message).toMatch(fix);
    expect(error?.properties).toMatchObject({ file: 'stack.yml', line: '3', col: '12' });
    expect((await readStackState(cluster.manager.socketPath, stack)).services).toEqual([]);
  });
});
