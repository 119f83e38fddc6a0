import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../shared/engine/objects.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';
import type { LoadOptions } from '../cluster/images.ts';
import { pushImage } from '../cluster/push-image.ts';
import { sshOf } from '../support/deploy-over-ssh.ts';
import { readStackState, traceOf } from '../support/stack-state.ts';
import { startRunner, type WorkflowRun, type WorkflowRunner } from './run-workflow.ts';
import { makeShopRepository, type ShopRepository } from './shop-repository.ts';
import type { StepRun } from './workflow-log.ts';

let cluster: Cluster;
let runner: WorkflowRunner;
let shop: ShopRepository;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true, registry: true, workers: 0, images: false });
  [runner, shop] = await Promise.all([
    startRunner(join(cluster.directory, 'runner')),
    makeShopRepository(join(cluster.directory, 'shop'), ['deploy.yml', 'rollback.yml']),
  ]);
});
afterAll(() => cluster?.down());

/** Commits and has the image of that commit in the registry, as a build would. */
async function commitAndPush(options: LoadOptions = {}): Promise<string> {
  const commit = await shop.commit(
    [
      'services:',
      '  web:',
      `    image: ${cluster.registry?.host}/shop:\${TAG}`,
      '    stop_grace_period: 1s',
      '    deploy: {replicas: 2, update_config: {parallelism: 0}}',
      '',
    ].join('\n'),
  );
  await pushImage(cluster, `shop:${commit}`, options);
  return commit;
}

/** What a user stores under Settings > Environments. */
function settings() {
  const { dockerHost, privateKey, knownHosts } = sshOf(cluster);
  return {
    variables: { SWARM_HOST: dockerHost },
    secrets: { SWARM_SSH_KEY: privateKey, SWARM_KNOWN_HOSTS: knownHosts },
  };
}

function push(): Promise<WorkflowRun> {
  return runner.run(shop.folder, { event: 'push', workflow: 'deploy.yml', ...settings() });
}

function dispatch(inputs: Readonly<Record<string, string>>): Promise<WorkflowRun> {
  const given = { event: 'workflow_dispatch', workflow: 'rollback.yml', inputs } as const;
  return runner.run(shop.folder, { ...given, ...settings() });
}

function stepNamed(name: string, { steps, log }: WorkflowRun): StepRun {
  const step = steps.find((each) => each.name === name);
  if (step === undefined) throw new Error(`The job ran no step "${name}":\n${log}`);
  return step;
}

/** What the running tasks were made from, by the part of the image's name that is the commit. */
async function runningCommits(): Promise<readonly string[]> {
  const { running } = await readStackState(cluster.manager.socketPath, 'shop');
  return running.map(({ Spec }) => /:(\w+)@sha256:/.exec(Spec.ContainerSpec.Image)?.[1] ?? '');
}

async function labelsOfRelease(release: number): Promise<Readonly<Record<string, string>>> {
  const path = `/configs/swarm-delivery.release.shop.${release}`;
  return (await callEngine<Config>({ socketPath: cluster.manager.socketPath, path })).Spec.Labels ?? {};
}

/** Everything a run could have written. */
async function everything(): Promise<unknown> {
  const { socketPath } = cluster.manager;
  const configs = await callEngine<readonly Config[]>({ socketPath, path: '/configs' });
  const names = configs.map(({ ID, Version }) => `${ID} ${Version.Index}`).toSorted();
  return { names, stack: traceOf(await readStackState(socketPath, 'shop')) };
}

let first: string;
let second: string;

describe('deploy.yml, run by a runner', () => {
  it('deploys the commit that was pushed', async () => {
    first = await commitAndPush();
    const run = await push();
    const { main, post, outputs, summary } = stepNamed('Deploy', run);
    expect({ succeeded: run.succeeded, main, post }, run.log).toEqual({
      ...{ succeeded: true, main: 'success', post: 'success' },
    });
    expect(outputs).toMatchObject({ outcome: 'deployed', release: '1', changes: '1' });
    expect(summary).toContain('shop');
    expect(await runningCommits()).toEqual([first, first]);
    expect(await labelsOfRelease(1)).toMatchObject({
      'swarm-delivery.commit': first,
      'swarm-delivery.ref': 'refs/heads/main',
      'swarm-delivery.actor': 'octocat',
    });
  });

  it('changes nothing when the same commit is deployed again', async () => {
    const before = await everything();
    const run = await push();
    expect(run.succeeded, run.log).toBe(true);
    expect(stepNamed('Deploy', run).outputs).toMatchObject({ outcome: 'unchanged', changes: '0' });
    expect(await everything()).toEqual(before);
  });

  it('deploys the next commit', async () => {
    second = await commitAndPush();
    const run = await push();
    expect(run.succeeded, run.log).toBe(true);
    expect(stepNamed('Deploy', run).outputs).toMatchObject({ release: '2', 'previous-release': '1' });
    expect(await runningCommits()).toEqual([second, second]);
  });
});

describe('rollback.yml, run by a runner', () => {
  it('shows what it would do, and does nothing', async () => {
    const before = await everything();
    const run = await dispatch({ 'dry-run': 'true', reason: 'to see' });
    const { outputs, log } = stepNamed('Roll back', run);
    expect(run.succeeded, run.log).toBe(true);
    expect(outputs).toMatchObject({ 'restored-release': '1', changes: '1' });
    expect(outputs['outcome']).toBeUndefined();
    expect(log).toContain('~ service shop_web');
    expect(await everything()).toEqual(before);
  });

  it('names the releases there are when it does not know the one asked for', async () => {
    const before = await everything();
    const run = await dispatch({ to: 'v9.9.9', reason: 'mistyped' });
    const { main, post, errors, outputs } = stepNamed('Roll back', run);
    expect({ succeeded: run.succeeded, main, post }, run.log).toEqual({
      ...{ succeeded: false, main: 'failure', post: 'success' },
    });
    expect(outputs).toEqual({ outcome: 'refused' });
    const [message = ''] = errors;
    expect(message).toMatch(/^"v9\.9\.9" is no release number, commit, tag, branch or image tag/);
    expect(message).toContain('Write the number of one of these releases in "to".');
    for (const commit of [first, second]) expect(message).toContain(commit.slice(0, 8));
    expect(await everything()).toEqual(before);
  });

  it('brings the previous release back, and takes what people write for words', async () => {
    const reason = `slow"; exit 1 # $(exit 1) \`exit 1\` it's \${{ github.token }}`;
    const run = await dispatch({ to: 'previous', reason });
    const { main, post, outputs } = stepNamed('Roll back', run);
    expect({ succeeded: run.succeeded, main, post }, run.log).toEqual({
      ...{ succeeded: true, main: 'success', post: 'success' },
    });
    expect(outputs).toMatchObject({
      ...{ outcome: 'deployed', release: '3' },
      ...{ 'previous-release': '2', 'restored-release': '1' },
    });
    expect(await runningCommits()).toEqual([first, first]);
    expect(await labelsOfRelease(3)).toMatchObject({
      'swarm-delivery.action': 'rollback',
      'swarm-delivery.outcome': 'deployed',
      'swarm-delivery.restores': '1',
      'swarm-delivery.commit': first,
      'swarm-delivery.reason': reason,
    });
  });
});

describe('deploy.yml with a version that crashes', () => {
  it('fails the job and brings back what ran before', async () => {
    const broken = await commitAndPush({ environment: { CRASH_AFTER: '0.5' } });
    const run = await push();
    const { main, post, outputs, errors } = stepNamed('Deploy', run);
    expect({ succeeded: run.succeeded, main, post }, run.log).toEqual({
      ...{ succeeded: false, main: 'failure', post: 'success' },
    });
    expect(outputs).toMatchObject({ outcome: 'rolled-back', release: '4', 'previous-release': '3' });
    expect(errors.join('\n')).toContain('its program ends with exit code 1');
    expect(await runningCommits()).toEqual([first, first]);
    expect(await labelsOfRelease(4)).toMatchObject({
      'swarm-delivery.commit': broken,
      'swarm-delivery.outcome': 'rolled-back',
    });
  });
});
