import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import { type DelayProxy, startDelayProxy } from '../cluster/delay-proxy.ts';
import { deploymentOf } from '../support/deploy-files.ts';
import { sshOf } from '../support/deploy-over-ssh.ts';
import { type ActionResult, type RunningAction, startAction } from '../support/run-action.ts';
import { sshThrough } from '../support/ssh-through.ts';
import { servicesNotRunning } from '../support/stack-state.ts';

/** How long a cancelled step may take; the runner kills it after 10 s. */
const LIMIT_MS = 3_000;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true });
});
afterAll(() => cluster?.down());

/** One service that is there soon, and one that does not get healthy within any test. */
const SLOW = `services:
  web: {image: "localhost:1/app:1"}
  slow:
    image: localhost:1/app:1
    environment: {START_DELAY: "300"}
    healthcheck: {test: [CMD, /healthcheck], interval: 1s, start_period: 300s}
`;

const GOOD = 'services:\n  web: {image: "localhost:1/app:1", deploy: {replicas: 3}}\n';

async function start(ssh: ClusterSsh, stack: string, file: string, stableFor = '2s'): Promise<RunningAction> {
  const inputs = { 'stable-for': stableFor };
  const files = { 'stack.yml': file };
  return startAction('deploy-stack', await deploymentOf(cluster, { stack, files, inputs, ssh }));
}

interface OwnLine {
  readonly ssh: ClusterSsh;
  readonly proxy: DelayProxy;
}

/** A line of the test's own to the cluster's sshd. */
async function ownLine(rttMs: number, { onTestFinished }: TestContext): Promise<OwnLine> {
  const ssh = sshOf(cluster);
  const proxy = await startDelayProxy({ target: { host: ssh.host, port: ssh.port }, rttMs });
  onTestFinished(() => proxy.stop());
  return { ssh: sshThrough(ssh, proxy.port), proxy };
}

async function expectCancelled(action: RunningAction): Promise<ActionResult> {
  const startedAt = performance.now();
  const result = await action.cancel();
  const milliseconds = performance.now() - startedAt;
  expect(result.outputs['outcome'], result.log).toBe('cancelled');
  expect(result.exitCode, result.log).toBe(1);
  expect(milliseconds, result.log).toBeLessThan(LIMIT_MS);
  expect(result.summary.toLowerCase()).toContain('cancelled');
  return { ...result, annotations: result.annotations.filter(({ level }) => level === 'error') };
}

function expectStated({ log, summary }: ActionResult): void {
  expect(log).toMatch(/^ {2}web: 1\/1 running/m);
  expect(log).toMatch(/^ {2}slow: 0\/1 running/m);
  expect(summary).toMatch(/\| web \| created \| localhost:1\/app:1 \| \S+ \| 1\/1 running/);
  expect(summary).toMatch(/\| slow \| created \| localhost:1\/app:1 \| cancelled \| 0\/1 running/);
}

describe('a cancelled deployment ends at once and says where things stand', { concurrent: true }, () => {
  it('while it watches', async () => {
    const action = await start(sshOf(cluster), 'watching', SLOW);
    await action.logged('web: deployed');
    expectStated(await expectCancelled(action));
  });

  it('while it watches over a line that went dead', async (test) => {
    const { ssh, proxy } = await ownLine(2, test);
    const action = await start(ssh, 'dead-line', SLOW);
    await action.logged('web: deployed');
    await proxy.freeze();
    expectStated(await expectCancelled(action));
  });

  it('while it connects to a host that does not answer', async ({ onTestFinished }) => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const action = await start(sshThrough(sshOf(cluster), port), 'nowhere', GOOD);
    await once(silent, 'connection');
    const { annotations } = await expectCancelled(action);
    expect(annotations[0]?.message).toMatch(/^Cancelled/);
  });

  it('while it writes, and the next run goes on from there', async (test) => {
    const { ssh, proxy } = await ownLine(300, test);
    const action = await start(ssh, 'half-written', GOOD);
    await action.logged('Wrote network');
    await proxy.freeze();
    const { annotations } = await expectCancelled(action);
    expect(annotations[0]?.message).toMatch(/^Cancelled .*write/);

    const again = await (await start(sshOf(cluster), 'half-written', GOOD)).result;
    expect(['deployed', 'unchanged'], again.log).toContain(again.outputs['outcome']);
    expect(await servicesNotRunning(cluster.manager.socketPath, 'half-written')).toEqual([]);
  });
});

describe('a deployment outlives', { concurrent: true }, () => {
  it('the loss of its connection', async (test) => {
    const { ssh, proxy } = await ownLine(2, test);
    const action = await start(ssh, 'cut', GOOD, '6s');
    await action.logged('web: 3/3 running');
    await proxy.cut();
    const { outputs, log } = await action.result;
    expect(outputs['outcome'], log).toBe('deployed');
    expect(log.match(/^The SSH connection to \S+ was lost/gm), log).toHaveLength(1);
    expect(log.match(/^Connected to /gm)).toHaveLength(2);
  });
});

describe('every deployment', () => {
  it('says goodbye to the SSH server where the line still works', async () => {
    const ssh = sshOf(cluster);
    const goodbyes = async () => (await ssh.log()).match(/^Disconnected from user/gm)?.length ?? 0;
    const dead = 3;
    const alive = (await ssh.connections()) - dead;
    await expect.poll(goodbyes, { timeout: 5_000 }).toBe(alive);
  });
});

describe('a deployment outlives', () => {
  it('a restart of the engine it talks to', async () => {
    const onWorkers = GOOD.replace(
      'replicas: 3',
      'replicas: 2, placement: {constraints: [node.role == worker]}',
    );
    const action = await start(sshOf(cluster), 'restart', onWorkers, '6s');
    await action.logged('web: 2/2 running');
    await cluster.manager.stop();
    await cluster.manager.start();
    const { outputs, log } = await action.result;
    expect(outputs['outcome'], log).toBe('deployed');
    expect(log).toMatch(/Lost touch with the engine/);
    expect(await servicesNotRunning(cluster.manager.socketPath, 'restart')).toEqual([]);
  });
});
