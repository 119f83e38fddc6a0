import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { readStackState, serviceOf, servicesNotRunning, traceOf } from '../support/stack-state.ts';

let cluster: Cluster;
let apiMinor: number;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true });
  const { socketPath } = cluster.manager;
  const { ApiVersion } = await callEngine<{ readonly ApiVersion: string }>({ socketPath, path: '/version' });
  apiMinor = Number(ApiVersion.split('.')[1]);
});
afterAll(() => cluster?.down());

async function expectOutcome(
  stack: string,
  file: string,
  outcome: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  const files = { 'stack.yml': file, 'page.txt': 'hello', 'token.txt': 'a token for tests only' };
  const deployment = await deploymentOf(cluster, { stack, files, inputs });
  const result = await runAction('deploy-stack', deployment);
  expect(result.outputs['outcome'], result.log).toBe(outcome);
  return { ...result, annotations: result.annotations.filter(({ level }) => level === 'error') };
}

/** The judgment is looked at, not what is done about it. */
const KEEP = { 'on-failure': 'keep' };

const stateOf = (stack: string) => readStackState(cluster.manager.socketPath, stack);

function oneService(...keys: readonly string[]): string {
  return ['services:', '  web:', ...keys.map((key) => `    ${key}`), ''].join('\n');
}

/** The short list that must hold on every engine; the long one runs on the machine's own. */
describe('on this engine', { concurrent: true }, () => {
  const whole = (tag: number): string => `services:
  web:
    image: localhost:1/app:${tag}
    configs: [page]
    secrets: [{source: token, mode: 0400}]
    volumes: ["data:/data"]
    healthcheck: {test: [CMD, /healthcheck], interval: 1s, timeout: 5s, start_period: 10s}
    ports: [{target: 8080, published: 18181, mode: host}]
    deploy: {replicas: 2, update_config: {parallelism: 0, monitor: 2s}}
  agent:
    image: localhost:1/app:1
    deploy: {mode: global, restart_policy: {delay: 1s}}
volumes: {data: {}}
configs: {page: {file: ./page.txt}}
secrets: {token: {file: ./token.txt}}
`;

  it('a whole stack is deployed, left alone, and updated', async () => {
    await expectOutcome('whole', whole(1), 'deployed');
    expect(await servicesNotRunning(cluster.manager.socketPath, 'whole')).toEqual([]);
    const before = await stateOf('whole');
    await expectOutcome('whole', whole(1), 'unchanged');
    expect(traceOf(await stateOf('whole'))).toEqual(traceOf(before));

    const { outputs } = await expectOutcome('whole', whole(2), 'deployed');
    expect(outputs['changes']).toBe('1');
    const after = await stateOf('whole');
    const web = serviceOf(after, 'whole', 'web');
    const images = after.running
      .filter((task) => task.ServiceID === web.ID)
      .map((task) => task.Spec.ContainerSpec.Image);
    expect(images).toEqual(['localhost:1/app:2', 'localhost:1/app:2']);
    expect(serviceOf(after, 'whole', 'agent').Version.Index).toBe(
      serviceOf(before, 'whole', 'agent').Version.Index,
    );
    await expectOutcome('whole', whole(2), 'unchanged');
  });

  it('a failing update is paused, and told with the last lines of the log', async () => {
    // The long delay leaves the engine time for its own judgment before a second crash makes the failure certain.
    const policy =
      'deploy: {replicas: 2, restart_policy: {delay: 20s}, update_config: {parallelism: 1, monitor: 5s}}';
    await expectOutcome('failing', oneService('image: localhost:1/app:1', policy), 'deployed');
    const bad = oneService(
      'image: localhost:1/app:2',
      'environment: {CRASH_AFTER: "0.5", CRASH_CODE: "3"}',
      policy,
    );
    const { annotations, exitCode } = await expectOutcome('failing', bad, 'paused', KEEP);
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toMatch(/^web: its program ends with exit code 3/);
    expect(annotations[0]?.message).toContain('| fatal: crashed on purpose after 0.5 s');
    expect(annotations[0]?.properties).toMatchObject({ file: 'stack.yml', line: '2' });
  });

  it('a start interval is kept or named as left out, and the next run changes nothing', async () => {
    const check = 'test: [CMD, /healthcheck], interval: 2s, start_period: 20s, start_interval: 1s';
    const file = oneService('image: localhost:1/app:1', `healthcheck: {${check}}`);
    const { log } = await expectOutcome('interval', file, 'deployed');
    const web = serviceOf(await stateOf('interval'), 'interval', 'web');
    const stored = web.Spec.TaskTemplate.ContainerSpec.Healthcheck?.StartInterval;
    const knows = apiMinor >= 44;
    expect(stored).toBe(knows ? 1_000_000_000 : undefined);
    expect(log.includes('start_interval needs Docker Engine 25')).toBe(!knows);
    await expectOutcome('interval', file, 'unchanged');
  });
});
