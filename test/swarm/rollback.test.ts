import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine } from '../../shared/engine/connect.ts';
import type { Config, Secret, Service } from '../../shared/engine/objects.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import { openLedger } from '../../shared/release/ledger/ledger.ts';
import type { ReleaseEntry } from '../../shared/release/ledger/release-entry.ts';
import type { ReleasedStack } from '../../shared/release/ledger/release-record.ts';
import { DIGEST_LABEL } from '../../shared/release/secret-digest.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { loadImageAs } from '../cluster/images.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { sshInputs, sshOf } from '../support/deploy-over-ssh.ts';
import { type ActionResult, runAction, startAction } from '../support/run-action.ts';
import { readStackState, serviceOf, traceOf } from '../support/stack-state.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true, workers: 0 });
  await loadImageAs(cluster, ['localhost:1/app:4', 'localhost:1/app:5']);
});
afterAll(() => cluster?.down());

/** What the engine holds of the service of stack `five` in each version. */
const specs = new Map<number, ServiceSpec>();

const commitOf = (version: number): string => String(version).repeat(40);

const AT_WORK = '    deploy: {replicas: 1, update_config: {order: start-first}}';
/** So slowly that the deployment does not give it up by itself. */
const CRASHING = [
  '    entrypoint: [/bin/sh, -c, "sleep 1; exit 1"]',
  '    deploy:',
  '      restart_policy: {delay: 60s}',
  '      update_config: {order: start-first, failure_action: continue}',
].join('\n');
const AT_REST = '    deploy: {replicas: 0}';

/** What differs from version to version: image, variable, config and secret. */
function stackFiles(version: number, more: string) {
  const file = [
    'services:',
    '  web:',
    `    image: localhost:1/app:${version}`,
    `    environment: ['STEP=${version}']`,
    '    configs: [{source: page, target: /www/index.html}]',
    '    secrets: [{source: word, target: /www/word}]',
    '    stop_grace_period: 1s',
    more,
    'configs: {page: {file: ./page.txt}}',
    'secrets: {word: {file: ./word.txt}}',
    '',
  ].join('\n');
  return { 'stack.yml': file, 'page.txt': `page-${version}`, 'word.txt': `word-${version}` };
}

async function deployOptions(stack: string, version: number, more: string) {
  const files = stackFiles(version, more);
  const options = await deploymentOf(cluster, { stack, files, inputs: { 'stable-for': '500ms' } });
  return { ...options, env: { GITHUB_SHA: commitOf(version), GITHUB_REF: 'refs/heads/main' } };
}

async function deploy(stack: string, version: number, more: string): Promise<ActionResult> {
  const result = await runAction('deploy-stack', await deployOptions(stack, version, more));
  expect(result.outputs['outcome'], result.log).toBe('deployed');
  return result;
}

function rollback(stack: string, inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> {
  const given = { ...sshInputs(sshOf(cluster)), stack, 'stable-for': '500ms', ...inputs };
  return runAction('rollback', { inputs: given, env: { GITHUB_SHA: commitOf(9), GITHUB_ACTOR: 'ada' } });
}

/** The content of the config that the service uses now. */
async function pageOf(stack: string): Promise<string> {
  const [config] = (await webOf(stack)).Spec.TaskTemplate.ContainerSpec.Configs ?? [];
  const { Spec } = await engine<Config>(`/configs/${config?.ConfigID}`);
  return Buffer.from(Spec.Data ?? '', 'base64').toString();
}

/** The digest of the secret that the service uses now. */
async function wordOf(stack: string): Promise<string | undefined> {
  const [secret] = (await webOf(stack)).Spec.TaskTemplate.ContainerSpec.Secrets ?? [];
  return (await engine<Secret>(`/secrets/${secret?.SecretID}`)).Spec.Labels?.[DIGEST_LABEL];
}

/** What the ledger has on record of a release. */
async function recorded(stack: string, release: number): Promise<ReleasedStack> {
  const { socketPath } = cluster.manager;
  const log = { info: () => undefined, debug: () => undefined };
  const connection = await connectEngine({ address: { kind: 'unix', socketPath }, ssh: {}, log });
  const record = openLedger(connection.engine, stack).read(release);
  return record.then(({ stack: content }) => content).finally(() => connection.close());
}

async function historyOf(stack: string): Promise<readonly ReleaseRow[]> {
  const { outputs } = await rollback(stack, { list: 'true' });
  return JSON.parse(outputs['history'] ?? '[]');
}

type ReleaseRow = Pick<ReleaseEntry, 'outcome' | 'restores'> & { readonly release: number };

/** Goes to a release that was version `version`, and compares all that runs with all that is on record. */
async function goes(
  to: string,
  version: number,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  const result = await rollback('five', { to, ...inputs });
  expect(result.outputs['outcome'], result.log).toBe('deployed');
  expect((await webOf('five')).Spec).toEqual(specs.get(version));
  const release = await recorded('five', Number(result.outputs['release']));
  expect(release).toEqual(await recorded('five', version));
  expect(release.configs.map(({ Data = '' }) => Buffer.from(Data, 'base64').toString())).toEqual([
    `page-${version}`,
  ]);
  expect(await pageOf('five')).toBe(`page-${version}`);
  expect(release.secrets.map(({ digest }) => digest)).toEqual([expect.any(String)]);
  expect(await wordOf('five')).toBe(release.secrets[0]?.digest);
  const { running } = await readStackState(cluster.manager.socketPath, 'five');
  expect(running.map(({ Spec }) => Spec.ContainerSpec.Image)).toEqual([`localhost:1/app:${version}`]);
  return result;
}

/** A new version crashes again and again, and its deployment waits for it; a rollback takes the stack from it. */
async function endsACrashLoop(stack: string, version: number): Promise<void> {
  const options = await deployOptions(stack, version + 1, CRASHING);
  const running = await startAction('deploy-stack', options);
  await running.logged(`Wrote service ${stack}_web`);
  await eventually('a task to crash', async () => {
    const { tasks } = await readStackState(cluster.manager.socketPath, stack);
    return tasks.some(({ Status }) => Status.State === 'failed') || undefined;
  });
  const forced = await rollback(stack, { force: 'true' });
  expect(forced.outputs['outcome'], forced.log).toBe('deployed');
  const ended = await running.result;
  expect(ended.outputs['outcome'], ended.log).toBe('failed');
  expect(ended.log).toContain('rollback');
  expect(ended.exitCode).toBe(1);
  expect(await pageOf(stack)).toBe(`page-${version}`);
  const [newest, before] = await historyOf(stack);
  expect([newest?.outcome, before?.outcome]).toEqual(['deployed', 'superseded']);
}

async function webOf(stack: string): Promise<Service> {
  return serviceOf(await readStackState(cluster.manager.socketPath, stack), stack, 'web');
}

const engine = <T>(path: string, method: 'GET' | 'POST' | 'DELETE' = 'GET', body?: object): Promise<T> =>
  callEngine<T>({ socketPath: cluster.manager.socketPath, path, method, ...(body ? { body } : {}) });

/** As somebody does by hand between two releases. */
async function change(stack: string, changed: (spec: ServiceSpec) => ServiceSpec): Promise<void> {
  const { ID, Version, Spec } = await webOf(stack);
  await engine(`/services/${ID}/update?version=${Version.Index}`, 'POST', changed(Spec));
}

describe('rollback', { concurrent: true, timeout: 300_000 }, () => {
  it('goes to the release that is chosen, exactly, back and forth', async () => {
    for (const version of [1, 2, 3, 4, 5]) {
      const { outputs } = await deploy('five', version, AT_WORK);
      expect(outputs).toMatchObject({ release: String(version) });
      specs.set(version, (await webOf('five')).Spec);
    }
    const { outputs } = await goes('2', 2);
    expect(outputs).toMatchObject({ release: '6', 'previous-release': '5', 'restored-release': '2' });
    expect(outputs['changes']).toBe('1');
    // A label and a scaling by hand each take from the engine what it could go back to.
    await change('five', (spec) => ({ ...spec, Labels: { ...spec.Labels, note: 'by hand' } }));
    await change('five', (spec) => ({ ...spec, Mode: { Replicated: { Replicas: 2 } } }));
    await goes('5', 5, { 'restore-replicas': 'true' });
    await goes(commitOf(3).slice(0, 8), 3);
    await goes('app:4', 4);
    await goes('previous', 3, { reason: 'four was slow' });

    const history = await historyOf('five');
    expect(history).toHaveLength(10);
    expect(history[0]).toMatchObject({ release: 10, running: true, restores: 8, reason: 'four was slow' });
    expect(history[0]).toMatchObject({ actor: 'ada', commit: commitOf(3), action: 'rollback' });
  });

  it('makes configs anew, and says what cannot be made before anything is written', async () => {
    for (const version of [1, 2, 3]) await deploy('gone', version, AT_REST);
    await change('gone', (spec) => ({
      ...spec,
      Labels: { ...spec.Labels, note: 'so that nothing names 2' },
    }));
    const first = await engine<Config>('/configs/gone_page');
    await engine('/configs/gone_page', 'DELETE');
    const dry = await rollback('gone', { to: '1', 'dry-run': 'true' });
    expect(dry.log).toContain('+ config gone_page\n');
    expect(dry.outputs['outcome']).toBeUndefined();
    const again = await rollback('gone', { to: '1' });
    expect(again.outputs['outcome'], again.log).toBe('deployed');
    expect(await pageOf('gone')).toBe('page-1');
    expect((await engine<Config>('/configs/gone_page')).Spec.Data).toBe(first.Spec.Data);

    const secrets = await engine<readonly { readonly Spec: { readonly Name: string } }[]>('/secrets');
    const used = await webOf('gone');
    const current = used.Spec.TaskTemplate.ContainerSpec.Secrets?.[0]?.SecretName;
    await change('gone', (spec) => ({ ...spec, Labels: { ...spec.Labels, note: 'again' } }));
    const others = secrets
      .map(({ Spec }) => Spec.Name)
      .filter((name) => name.startsWith('gone_') && name !== current);
    for (const name of others) await engine(`/secrets/${name}`, 'DELETE');
    const before = traceOf(await readStackState(cluster.manager.socketPath, 'gone'));
    const refused = await rollback('gone', { to: '3' });
    expect(refused.outputs['outcome'], refused.log).toBe('refused');
    expect(refused.log).toMatch(/Release 3: The external secret "gone_word\.[0-9a-f]{8}" does not exist/);
    expect(traceOf(await readStackState(cluster.manager.socketPath, 'gone'))).toEqual(before);
  });

  it('ends a deployment of something that crashes, which says who took the stack', async () => {
    await deploy('stuck', 1, AT_WORK);
    await endsACrashLoop('stuck', 1);
  });

  it('leaves replica counts as they are unless asked, and refuses what it does not know', async () => {
    expect((await rollback('plain')).log).toContain('There is no release to go back to');
    for (const version of [1, 2]) await deploy('plain', version, AT_REST);
    const scaled = { Replicated: { Replicas: 1 } };
    await change('plain', (spec) => ({ ...spec, Mode: scaled }));
    const back = await rollback('plain');
    expect(back.outputs['outcome'], back.log).toBe('deployed');
    expect((await webOf('plain')).Spec.Mode).toEqual(scaled);
    expect((await webOf('plain')).Spec.TaskTemplate.ContainerSpec.Image).toBe('localhost:1/app:1');
    const restored = await rollback('plain', { to: '2', 'restore-replicas': 'true' });
    expect(restored.outputs['outcome'], restored.log).toBe('deployed');
    expect((await webOf('plain')).Spec.Mode).toEqual({ Replicated: { Replicas: 0 } });

    const unknown = await rollback('plain', { to: 'v9' });
    expect(unknown.outputs['outcome']).toBe('refused');
    expect(unknown.log).toContain(
      '"v9" is no release number, commit, tag, branch or image tag in its history.',
    );
    expect(unknown.log).toMatch(/\*4 +deployed/);
    expect((await rollback('plain', { services: 'wep' })).log).toContain('has no service "wep"');
  });
});

describe('rollback, after the manager was restarted', { timeout: 300_000 }, () => {
  it('goes to the release that is chosen, and ends a deployment of something that crashes', async () => {
    await cluster.manager.stop();
    await cluster.manager.start();
    await Promise.all([goes('2', 2), endsACrashLoop('stuck', 1)]);
  });
});
