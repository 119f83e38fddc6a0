import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { run } from '../cluster/command.ts';
import { eventually } from '../cluster/engine-call.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { writesAmong } from '../support/recorded-calls.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { readStackState, serviceOf, servicesNotRunning, traceOf } from '../support/stack-state.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true, recorded: true });
});
afterAll(() => cluster?.down());

interface Change {
  readonly tag?: string;
  readonly title?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

function stackFiles({ tag = '1', title = 'Shop' }: Change): Readonly<Record<string, string>> {
  const stack = [
    'version: "3.8"',
    'services:',
    '  web:',
    `    image: localhost:1/app:${tag}`,
    '    configs: [page]',
    '    deploy: {replicas: 2, update_config: {parallelism: 0, monitor: 1s}}',
    '  worker: {image: "localhost:1/app:1", environment: [QUEUE=orders]}',
    '  agent: {image: "localhost:1/app:1", deploy: {mode: global}}',
    'configs:',
    '  page: {file: ./page.txt}',
    '',
  ];
  return { 'stack.yml': stack.join('\n'), 'page.txt': title };
}

async function deploy(stack: string, change: Change = {}): Promise<ActionResult> {
  const { inputs = {} } = change;
  return runAction('deploy-stack', await deploymentOf(cluster, { stack, files: stackFiles(change), inputs }));
}

async function deployWell(stack: string, change: Change = {}): Promise<ActionResult> {
  const result = await deploy(stack, change);
  expect(result.outputs['outcome'], result.log).toBe('deployed');
  return result;
}

const stateOf = (stack: string) => readStackState(cluster.manager.socketPath, stack);

describe('a dry run', () => {
  it('shows the plan and writes nothing', async () => {
    cluster.recorder?.reset();
    const { outputs, exitCode, log, summary } = await deploy('dry', { inputs: { 'dry-run': 'true' } });
    expect(exitCode, log).toBe(0);
    expect(writesAmong(cluster.recorder?.calls() ?? [])).toEqual([]);
    expect((await stateOf('dry')).services).toEqual([]);
    expect(outputs['outcome']).toBeUndefined();
    expect(outputs['changes']).toBe('3');
    expect(JSON.parse(outputs['plan'] ?? '')).toMatchObject({
      version: 1,
      stack: 'dry',
      changes: 3,
      networks: [{ name: 'dry_default', action: 'create' }],
      configs: [{ name: 'dry_page', action: 'create' }],
      secrets: [],
      services: ['agent', 'web', 'worker'].map((key) => ({ name: `dry_${key}`, key, action: 'create' })),
      notes: [],
    });
    expect(log).toContain('+ service dry_web  localhost:1/app:1');
    expect(summary).toContain('planned, nothing written');
  });
});

async function deployByCli(stack: string, change: Change = {}): Promise<void> {
  const { workspace } = await deploymentOf(cluster, { stack, files: stackFiles(change) });
  await run('docker', [
    ...['--host', `unix://${cluster.manager.socketPath}`, 'stack', 'deploy'],
    ...['--resolve-image', 'never', '--compose-file', `${workspace}/stack.yml`, stack],
  ]);
}

describe('a stack that runs', { concurrent: true, timeout: 240_000 }, () => {
  it('has one service updated and the others left untouched', async () => {
    const first = await deployWell('partly');
    expect(first.outputs['changes']).toBe('3');
    const before = await stateOf('partly');
    const { outputs, summary, exitCode } = await deployWell('partly', { tag: '2' });
    expect(exitCode).toBe(0);
    expect(outputs['changes']).toBe('1');
    expect(JSON.parse(outputs['plan'] ?? '')).toMatchObject({
      services: [
        { name: 'partly_agent', action: 'unchanged' },
        {
          name: 'partly_web',
          action: 'update',
          restarts: 'all',
          fields: expect.arrayContaining([
            expect.objectContaining({ path: 'TaskTemplate.ContainerSpec.Image' }),
          ]),
        },
        { name: 'partly_worker', action: 'unchanged' },
      ],
    });
    const after = await stateOf('partly');
    for (const key of ['agent', 'worker']) {
      const [old, present] = [before, after].map((state) => serviceOf(state, 'partly', key));
      expect(present?.Version.Index).toBe(old?.Version.Index);
      const tasks = [before, after].map(({ running }) =>
        running
          .filter((task) => task.ServiceID === old?.ID)
          .map(({ ID }) => ID)
          .toSorted(),
      );
      expect(tasks[1]).toEqual(tasks[0]);
    }
    expect(serviceOf(after, 'partly', 'web').Spec.TaskTemplate.ContainerSpec.Image).toBe('localhost:1/app:2');
    expect(await servicesNotRunning(cluster.manager.socketPath, 'partly')).toEqual([]);
    expect(summary).toMatch(/\| web \| updated, restarts \d tasks \| localhost:1\/app:2 \| deployed \|/);
    expect(summary).toMatch(/\| worker \| unchanged \|/);
  });

  it('goes from docker stack deploy to us and back without a needless restart', async () => {
    await deployByCli('handed');
    await eventually('all tasks to run', async () => {
      const missing = await servicesNotRunning(cluster.manager.socketPath, 'handed');
      return missing.length === 0 || undefined;
    });
    const before = traceOf(await stateOf('handed'));

    const takenOver = await deploy('handed');
    expect(takenOver.outputs['outcome'], takenOver.log).toBe('unchanged');
    expect(traceOf(await stateOf('handed'))).toEqual(before);

    await deployWell('handed', { tag: '2' });
    await deployByCli('handed', { tag: '3' });
    const web = serviceOf(await stateOf('handed'), 'handed', 'web');
    expect(web.Spec.TaskTemplate.ContainerSpec.Image).toBe('localhost:1/app:3');
    await eventually('the end of the update', async () => {
      const { UpdateStatus } = serviceOf(await stateOf('handed'), 'handed', 'web');
      return UpdateStatus?.State === 'completed' || undefined;
    });

    const again = await deploy('handed', { tag: '3' });
    expect(again.outputs['outcome'], again.log).toBe('unchanged');
  });
});
