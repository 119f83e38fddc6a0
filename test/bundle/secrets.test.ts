import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
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

/** What belongs nowhere but in the engine's secrets and in the memory of a run. */
const SECRET = {
  passphrase: plant('passphrase'),
  secret: `${plant('secret')} "/é+`,
  newSecret: `${plant('new-secret')} "/é+`,
};
/** What whoever may list services and configs reads anyway, and the history of a stack holds too. */
const OPEN = { config: plant('config'), password: plant('password'), newPassword: plant('new-password') };

let folder: string;
let key: SshKeyPair;
let cluster: Cluster;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-test-'));
  key = await generateSshKey({ directory: folder, name: 'key', passphrase: SECRET.passphrase });
  cluster = await startCluster({ workers: 0, ssh: { authorizedKeys: [key.publicKey] } });
});
afterAll(async () => {
  await cluster?.down();
  await rm(folder, { recursive: true, force: true });
});

async function deploy(password: string, secret: string, more = ''): Promise<ActionResult> {
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
    files: { 'stack.yml': stack.join('\n'), 'token.txt': secret, 'settings.txt': OPEN.config },
    inputs: {
      'ssh-key': key.privateKey,
      'ssh-key-passphrase': SECRET.passphrase,
      env: `PASSWORD=${password}`,
    },
  });
  // Debug logging is on: what it adds is read by as many people.
  return runAction('deploy-stack', { ...deployment, env: { RUNNER_DEBUG: '1' } });
}

/** The forms in which a value could be found: as it is, and as the engine's API, JSON and URLs carry it. */
function formsOf(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.values(values).flatMap((value) => [
    ...[value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)],
    ...[Buffer.from(value).toString('base64'), Buffer.from(value).toString('base64url')],
  ]);
}

const keyLines = (): readonly string[] => key.privateKey.split('\n').filter((line) => line.length > 30);
const secretForms = (): readonly string[] => [...keyLines(), ...formsOf(SECRET)];

function found(forms: readonly string[], text: string): readonly string[] {
  return forms.filter((form) => text.includes(form));
}

function expectNothingTold({ log, annotations, outputs, summary, filesLeft }: ActionResult): void {
  const told = [log, JSON.stringify(annotations), JSON.stringify(outputs), summary].join('\n');
  expect(found([...secretForms(), ...formsOf(OPEN)], told)).toEqual([]);
  expect(filesLeft).toEqual([]);
}

interface StoredObject {
  readonly Spec: { readonly Name: string; readonly Labels: unknown; readonly Data?: string };
}

function listed(path: string): Promise<readonly StoredObject[]> {
  return callEngine({ socketPath: cluster.manager.socketPath, path });
}

/** What a config of the history says once it is unpacked, the record inside it too. */
function unpacked(data: string): string {
  const text = brotliDecompressSync(Buffer.from(data, 'base64')).toString();
  const record = /"record":"([^"]+)"/.exec(text)?.[1];
  return record === undefined ? text : `${text}\n${unpacked(record)}`;
}

describe('secret values', () => {
  it('are told nowhere: not by a first deployment, an update, or a failing one', async () => {
    const first = await deploy(OPEN.password, SECRET.secret);
    expect(first.outputs['outcome'], first.log).toBe('deployed');
    expectNothingTold(first);

    const update = await deploy(OPEN.newPassword, SECRET.newSecret);
    expect(update.outputs['outcome'], update.log).toBe('deployed');
    expect(update.outputs['plan']).toContain('Env');
    expectNothingTold(update);

    const failing = await deploy(OPEN.password, SECRET.secret, ', CRASH_AFTER: "0.1"');
    expect(failing.outputs['outcome'], failing.log).toBe('rolled-back');
    expectNothingTold(failing);
  });

  it('are in the swarm only where they belong, and in no label', async () => {
    const state = await readStackState(cluster.manager.socketPath, 'vault');
    const { Labels, TaskTemplate } = serviceOf(state, 'vault', 'web').Spec;
    const { Env, ...container } = TaskTemplate.ContainerSpec;
    expect(Env).toEqual([`PASSWORD=${OPEN.newPassword}`]);
    const [configs, secrets] = await Promise.all([listed('/configs'), listed('/secrets')]);
    const named = [...configs, ...secrets].map(({ Spec }) => ({ name: Spec.Name, labels: Spec.Labels }));
    expect(named.map(({ name }) => name).toSorted()).toEqual([
      ...[1, 2, 3].map((release) => `swarm-delivery.release.vault.${release}`),
      ...['vault_settings', 'vault_token', expect.stringMatching(/^vault_token\.[0-9a-f]{8}$/)],
    ]);
    const shown = JSON.stringify([Labels, container, named]);
    expect(found([...secretForms(), ...formsOf(OPEN)], shown)).toEqual([]);
    expect(found(secretForms(), JSON.stringify([state, configs, secrets]))).toEqual([]);
  });

  it('are not in the history, which holds variables and configs as they are', async () => {
    const releases = (await listed('/configs')).filter(({ Spec }) => Spec.Name.startsWith('swarm-delivery.'));
    const history = releases.map(({ Spec }) => unpacked(Spec.Data ?? '')).join('\n');
    expect(history).toContain(OPEN.password);
    expect(history).toContain(Buffer.from(OPEN.config).toString('base64'));
    expect(found(secretForms(), history)).toEqual([]);
  });

  it('are masked before anything else is printed', async () => {
    const files = await makeRunnerFiles(undefined);
    const bundle = resolve(import.meta.dirname, '../../actions/deploy-stack/dist/index.js');
    // The very first input after them is wrong.
    const inputs = {
      'ssh-key': key.privateKey,
      'ssh-key-passphrase': SECRET.passphrase,
      host: 'tcp://nowhere',
    };
    const env = { ...runnerEnvironment(files), ...inputEnvironment([], inputs) };
    const { stdout, stderr } = spawnSync(process.execPath, [bundle], { env, encoding: 'utf8' });
    await rm(files.home, { recursive: true });
    expect(stderr).toBe('');
    const [first, second, third] = stdout.split('\n');
    expect(first).toBe(`::add-mask::${key.privateKey.replaceAll('\n', '%0A')}`);
    expect(second).toBe(`::add-mask::${SECRET.passphrase}`);
    expect(third).toContain('::error::host "tcp://nowhere" cannot be used');
  });
});
