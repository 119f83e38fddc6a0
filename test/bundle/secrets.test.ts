import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';
import { generateSshKey, type SshKeyPair } from '../cluster/ssh-keys.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { inputEnvironment, runnerEnvironment } from '../support/runner-environment.ts';
import { makeRunnerFiles } from '../support/runner-files.ts';
import { readStackState, serviceOf } from '../support/stack-state.ts';

const plant = (name: string): string => `${name}-${randomBytes(12).toString('hex')}`;
const PLANTED = {
  passphrase: plant('passphrase'),
  secret: plant('secret'),
  config: plant('config'),
  password: plant('password'),
  newPassword: plant('new-password'),
};

let folder: string;
let key: SshKeyPair;
let cluster: Cluster;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-test-'));
  key = await generateSshKey({ directory: folder, name: 'key', passphrase: PLANTED.passphrase });
  cluster = await startCluster({ workers: 0, ssh: { authorizedKeys: [key.publicKey] } });
});
afterAll(async () => {
  await cluster?.down();
  await rm(folder, { recursive: true, force: true });
});

async function deploy(password: string, more = ''): Promise<ActionResult> {
  const stack = [
    'services:',
    '  web:',
    '    image: localhost:1/app:1',
    `    environment: {PASSWORD: $PASSWORD${more}}`,
    '    secrets: [token]',
    '    configs: [settings]',
    '    deploy: {update_config: {monitor: 2s}}',
    'secrets:',
    '  token: {file: ./token.txt}',
    'configs:',
    '  settings: {file: ./settings.txt}',
    '',
  ];
  const deployment = await deploymentOf(cluster, {
    stack: 'vault',
    files: { 'stack.yml': stack.join('\n'), 'token.txt': PLANTED.secret, 'settings.txt': PLANTED.config },
    inputs: {
      'ssh-key': key.privateKey,
      'ssh-key-passphrase': PLANTED.passphrase,
      env: `PASSWORD=${password}`,
    },
  });
  // Debug logging is on: what it adds is read by as many people.
  return runAction('deploy-stack', { ...deployment, env: { RUNNER_DEBUG: '1' } });
}

/** What must not be found, in the forms in which it could be: as it is, and as the engine's API carries it. */
function forbidden(): readonly string[] {
  const keyLines = key.privateKey.split('\n').filter((line) => line.length > 30);
  const values = Object.values(PLANTED);
  return [...keyLines, ...values, ...values.map((value) => Buffer.from(value).toString('base64'))];
}

function expectNothingTold({ log, annotations, outputs, summary, filesLeft }: ActionResult): void {
  const told = [log, JSON.stringify(annotations), JSON.stringify(outputs), summary].join('\n');
  expect(forbidden().filter((value) => told.includes(value))).toEqual([]);
  expect(filesLeft).toEqual([]);
}

describe('secret values', () => {
  it('are told nowhere: not by a first deployment, an update, or a failing one', async () => {
    const first = await deploy(PLANTED.password);
    expect(first.outputs['outcome'], first.log).toBe('deployed');
    expectNothingTold(first);

    const update = await deploy(PLANTED.newPassword);
    expect(update.outputs['outcome'], update.log).toBe('deployed');
    expect(update.outputs['plan']).toContain('Env');
    expectNothingTold(update);

    const failing = await deploy(PLANTED.password, ', CRASH_AFTER: "0.5"');
    expect(failing.outputs['outcome'], failing.log).toBe('rolled-back');
    expectNothingTold(failing);
  });

  it('are in no label, and in the swarm only where they belong', async () => {
    const { socketPath } = cluster.manager;
    const state = await readStackState(socketPath, 'vault');
    const { Labels, TaskTemplate } = serviceOf(state, 'vault', 'web').Spec;
    const { Env, ...container } = TaskTemplate.ContainerSpec;
    expect(Env).toContainEqual(expect.stringContaining(PLANTED.password));
    const objects = await Promise.all(
      ['/configs', '/secrets'].map((path) =>
        callEngine<readonly { readonly Spec: { readonly Name: string; readonly Labels: unknown } }[]>({
          socketPath,
          path,
        }),
      ),
    );
    const labels = objects.flat().map(({ Spec }) => ({ name: Spec.Name, labels: Spec.Labels }));
    expect(labels.map(({ name }) => name).toSorted()).toEqual(['vault_settings', 'vault_token']);
    const held = JSON.stringify([Labels, container, labels]);
    expect(forbidden().filter((value) => held.includes(value))).toEqual([]);
  });

  it('are masked before anything else is printed', async () => {
    const files = await makeRunnerFiles(undefined);
    const bundle = resolve(import.meta.dirname, '../../actions/deploy-stack/dist/index.js');
    // The very first input after them is wrong.
    const inputs = {
      'ssh-key': key.privateKey,
      'ssh-key-passphrase': PLANTED.passphrase,
      host: 'tcp://nowhere',
    };
    const env = { ...runnerEnvironment(files), ...inputEnvironment([], inputs) };
    const { stdout, stderr } = spawnSync(process.execPath, [bundle], { env, encoding: 'utf8' });
    await rm(files.home, { recursive: true });
    expect(stderr).toBe('');
    const [first, second, third] = stdout.split('\n');
    expect(first).toBe(`::add-mask::${key.privateKey.replaceAll('\n', '%0A')}`);
    expect(second).toBe(`::add-mask::${PLANTED.passphrase}`);
    expect(third).toContain('::error::host "tcp://nowhere" cannot be used');
  });
});
