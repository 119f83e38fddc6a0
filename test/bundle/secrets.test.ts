import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeHead, decodeRecord } from '../../shared/release/ledger/record-data.ts';
import type { ReleasedStack } from '../../shared/release/ledger/release-record.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';
import { generateSshKey, type SshKeyPair } from '../cluster/ssh-keys.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { sshInputs, sshOf } from '../support/deploy-over-ssh.ts';
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
  handmade: `${plant('handmade')} "/é+`,
  replacement: `${plant('replacement')} "/é+`,
  registryPassword: `${plant('registry-password')} "/é+`,
};
/** What whoever may list services and configs reads anyway, and the history of a stack holds too. */
const OPEN = { config: plant('config'), password: plant('password'), newPassword: plant('new-password') };

/** In the order of the runs: a first deployment, an update, a failing one, and the way back to the first. */
const RELEASES = [1, 2, 3, 4];

let folder: string;
let temporary: string;
let key: SshKeyPair;
let cluster: Cluster;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-test-'));
  temporary = join(folder, 'temporary');
  await mkdir(temporary);
  key = await generateSshKey({ directory: folder, name: 'key', passphrase: SECRET.passphrase });
  cluster = await startCluster({ workers: 0, ssh: { authorizedKeys: [key.publicKey] } });
});
afterAll(async () => {
  await cluster?.down();
  await rm(folder, { recursive: true, force: true });
});

/** How a step gets in. */
const connection = (): Readonly<Record<string, string>> => ({
  'ssh-key': key.privateKey,
  'ssh-key-passphrase': SECRET.passphrase,
  registry: 'localhost:1',
  'registry-username': 'robot',
  'registry-password': SECRET.registryPassword,
});

interface Content {
  readonly password: string;
  readonly secret: string;
  /** Of a secret that somebody made before the stack came. */
  readonly handmade: string;
}

async function deploy(
  { password, secret, handmade }: Content,
  inputs: Readonly<Record<string, string>> = {},
  more = '',
): Promise<ActionResult> {
  const stack = [
    'services:',
    '  web:',
    '    image: localhost:1/app:1',
    `    environment: {PASSWORD: $PASSWORD${more}}`,
    '    secrets: [token, handmade]',
    '    configs: [settings]',
    '    deploy: {update_config: {monitor: 2s}}',
    'secrets:',
    '  token: {file: ./token.txt}',
    '  handmade: {file: ./handmade.txt}',
    'configs:',
    '  settings: {file: ./settings.txt}',
    '',
  ];
  const deployment = await deploymentOf(cluster, {
    stack: 'vault',
    files: {
      ...{ 'stack.yml': stack.join('\n'), 'token.txt': secret },
      ...{ 'handmade.txt': handmade, 'settings.txt': OPEN.config },
    },
    inputs: { ...connection(), env: `PASSWORD=${password}`, ...inputs },
  });
  return runAction('deploy-stack', { ...deployment, env: environment() });
}

/** Debug logging is on: what it adds is read by as many people. */
const environment = () => ({ RUNNER_DEBUG: '1', TMPDIR: temporary });

async function makeByHand(name: string, content: string): Promise<void> {
  const Labels = { 'com.docker.stack.namespace': 'vault' };
  const body = { Name: name, Labels, Data: Buffer.from(content).toString('base64') };
  await callEngine({ ...manager(), path: '/secrets/create', method: 'POST', body });
}

const manager = () => ({ socketPath: cluster.manager.socketPath });

/** The forms in which a value could be found: as it is, and as the engine's API, JSON and URLs carry it. */
function formsOf(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => {
    const quoted = JSON.stringify(value).slice(1, -1);
    return [value, quoted, encodeURIComponent(value), ...insideBase64(value), ...insideBase64(quoted)];
  });
}

/** What Base64 of any text that holds the value holds too, wherever in it the value stands. */
function insideBase64(value: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const whole = bytes.subarray(before === 0 ? 0 : 3, bytes.length - (bytes.length % 3));
    return [whole.toString('base64'), whole.toString('base64url')];
  });
}

const keyLines = (): readonly string[] => key.privateKey.split('\n').filter((line) => line.length > 30);
const secretForms = (): readonly string[] => formsOf([...keyLines(), ...Object.values(SECRET)]);
const openForms = (): readonly string[] => formsOf(Object.values(OPEN));

function found(forms: readonly string[], text: string): readonly string[] {
  return forms.filter((form) => text.includes(form));
}

async function expectNothingTold(result: ActionResult): Promise<void> {
  const { log, annotations, outputs, state, summary, filesLeft } = result;
  const told = [log, JSON.stringify([annotations, outputs, state]), summary].join('\n');
  expect(found([...secretForms(), ...openForms()], told)).toEqual([]);
  expect(filesLeft).toEqual([]);
  expect(await readdir(temporary)).toEqual([]);
}

interface StoredObject {
  readonly Spec: { readonly Name: string; readonly Labels: unknown; readonly Data?: string };
}

function listed(path: string): Promise<readonly StoredObject[]> {
  return callEngine({ ...manager(), path });
}

/** Everything that the history says, its records unpacked. */
async function historyOf(stack: string) {
  const configs = await listed('/configs');
  const dataOf = ({ Spec }: StoredObject): Buffer => Buffer.from(Spec.Data ?? '', 'base64');
  return RELEASES.map((release) => {
    const name = `swarm-delivery.release.${stack}.${release}`;
    const config = configs.find(({ Spec }) => Spec.Name === name);
    if (config === undefined) throw new Error(`there is no ${name}`);
    const head = decodeHead(dataOf(config));
    return { head, record: decodeRecord(head, () => undefined) };
  });
}

/** What of a recorded stack is open by design: variables of services, and configs. */
function withoutOpen(stack: ReleasedStack): unknown {
  return {
    ...stack,
    configs: stack.configs.map(({ Data: _open, ...config }) => config),
    services: stack.services.map(({ spec, ...service }) => {
      const { Env: _open, ...ContainerSpec } = spec.TaskTemplate.ContainerSpec;
      return { ...service, spec: { ...spec, TaskTemplate: { ...spec.TaskTemplate, ContainerSpec } } };
    }),
  };
}

describe('secret values', () => {
  it('are told nowhere: not by a first deployment, an update, a failing one, or a rollback', async () => {
    await makeByHand('vault_handmade', SECRET.handmade);
    const before = { password: OPEN.password, secret: SECRET.secret, handmade: SECRET.handmade };
    const first = await deploy(before);
    expect(first.outputs['outcome'], first.log).toBe('deployed');
    await expectNothingTold(first);

    const after = { password: OPEN.newPassword, secret: SECRET.newSecret, handmade: SECRET.replacement };
    const update = await deploy(after, { 'replace-secrets': 'handmade' });
    expect(update.outputs['outcome'], update.log).toBe('deployed');
    expect(update.outputs['plan']).toContain('Env');
    await expectNothingTold(update);

    const broken = { ...before, handmade: SECRET.replacement };
    const failing = await deploy(broken, {}, ', CRASH_AFTER: "0.1"');
    expect(failing.outputs['outcome'], failing.log).toBe('rolled-back');
    await expectNothingTold(failing);

    const rollback = await runAction('rollback', {
      inputs: { ...sshInputs(sshOf(cluster)), ...connection(), stack: 'vault', 'stable-for': '1s' },
      env: environment(),
    });
    expect(rollback.outputs, rollback.log).toMatchObject({ outcome: 'deployed', 'restored-release': '1' });
    await expectNothingTold(rollback);
  });

  it('are in the swarm only where they belong, and in no label', async () => {
    const state = await readStackState(cluster.manager.socketPath, 'vault');
    const { Labels, TaskTemplate } = serviceOf(state, 'vault', 'web').Spec;
    const { Env, ...container } = TaskTemplate.ContainerSpec;
    expect(Env).toEqual([`PASSWORD=${OPEN.password}`]);
    const [configs, secrets] = await Promise.all([listed('/configs'), listed('/secrets')]);
    const named = [...configs, ...secrets].map(({ Spec }) => ({ name: Spec.Name, labels: Spec.Labels }));
    expect(named.map(({ name }) => name).toSorted()).toEqual([
      ...RELEASES.map((release) => `swarm-delivery.release.vault.${release}`),
      ...['vault_handmade', expect.stringMatching(/^vault_handmade\.[0-9a-f]{8}$/), 'vault_settings'],
      ...['vault_token', expect.stringMatching(/^vault_token\.[0-9a-f]{8}$/)],
    ]);
    const shown = JSON.stringify([Labels, container, named]);
    expect(found([...secretForms(), ...openForms()], shown)).toEqual([]);
    const others = ['services', 'tasks', 'nodes', 'networks', 'containers/json?all=1', 'info'];
    const everything = await Promise.all(others.map((path) => listed(`/${path}`)));
    expect(found(secretForms(), JSON.stringify([configs, secrets, ...everything]))).toEqual([]);
    const path = `/events?since=0&until=${Math.ceil(Date.now() / 1000)}`;
    const happened = await callEngine<string>({ ...manager(), path });
    expect(happened).toContain('vault_web');
    expect(found([...secretForms(), ...openForms()], happened)).toEqual([]);
  });

  it('are not in the history, which holds variables and configs as they are, and those nowhere else', async () => {
    const history = await historyOf('vault');
    const all = JSON.stringify(history);
    expect(all).toContain(OPEN.password);
    expect(all).toContain(OPEN.newPassword);
    expect(all).toContain(Buffer.from(OPEN.config).toString('base64'));
    expect(found(secretForms(), all)).toEqual([]);
    const rest = history.map(({ head, record }) => [head, { ...record, stack: withoutOpen(record.stack) }]);
    expect(found(openForms(), JSON.stringify(rest))).toEqual([]);
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
