import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir, readFile, readlink } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subnetOf } from '../cluster/claim.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { isRunning, markOf, type ProcessMark } from '../cluster/process-table.ts';

const PORT = 8080;

/** One task of the image on every node, answering on the node's own address. */
async function runEverywhere(socketPath: string, image: string): Promise<void> {
  const body = {
    Name: 'everywhere',
    Mode: { Global: {} },
    TaskTemplate: { ContainerSpec: { Image: image } },
    EndpointSpec: { Ports: [{ TargetPort: PORT, PublishedPort: PORT, PublishMode: 'host' }] },
  };
  await callEngine({ socketPath, method: 'POST', path: '/services/create', body });
}

function answerOf(address: string): Promise<string | undefined> {
  return fetch(`http://${address}:${PORT}/`, { signal: AbortSignal.timeout(1000) })
    .then((response) => response.text())
    .catch(() => undefined);
}

interface ListedNode {
  readonly Description: { readonly Hostname: string };
  readonly Status: { readonly State: string };
}

async function nodeStates(cluster: Cluster): Promise<Record<string, string>> {
  const { socketPath } = cluster.manager;
  const nodes = await callEngine<readonly ListedNode[]>({ socketPath, path: '/nodes' });
  return Object.fromEntries(nodes.map((node) => [node.Description.Hostname, node.Status.State]));
}

describe('a cluster of three nodes', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ registry: true });
  });
  afterAll(() => cluster.down());

  const node = (index: number) => {
    const found = cluster.nodes[index - 1];
    if (found === undefined) throw new Error(`There is no node ${index}.`);
    return found;
  };

  it('has one manager and two workers, all ready', async () => {
    expect(await nodeStates(cluster)).toEqual({ 'node-1': 'ready', 'node-2': 'ready', 'node-3': 'ready' });
    expect(cluster.nodes.map(({ role }) => role)).toEqual(['manager', 'worker', 'worker']);
  });

  it('runs a service on all nodes, each reachable from here', async () => {
    await runEverywhere(cluster.manager.socketPath, 'localhost:1/app:1');
    for (const { address } of cluster.nodes) {
      expect(await eventually(`an answer of ${address}`, () => answerOf(address))).toBe('1\n');
    }
  });

  it('has a registry that every node can ask', async () => {
    const host = cluster.registry?.host;
    for (const { socketPath } of cluster.nodes) {
      const missing = callEngine({ socketPath, path: `/distribution/${host}/none:1/json` });
      await expect(missing).rejects.toThrow('manifest unknown');
    }
  });

  it('lets a name that nobody knows fail at once', async () => {
    const since = Date.now();
    const pull = callEngine({
      socketPath: cluster.manager.socketPath,
      path: '/distribution/registry.example.com/none:1/json',
    });
    await expect(pull).rejects.toThrow();
    expect(Date.now() - since).toBeLessThan(3000);
  });

  it('loses a node whose cable is cut, and gets it back', async () => {
    await node(3).cut();
    expect(await answerOf(node(3).address)).toBeUndefined();
    expect(await answerOf(node(2).address)).toBe('1\n');
    await eventually(
      'node 3 to be down',
      async () => (await nodeStates(cluster))['node-3'] === 'down' || undefined,
    );
    await node(3).heal();
    await eventually(
      'node 3 to be back',
      async () => (await nodeStates(cluster))['node-3'] === 'ready' || undefined,
    );
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('stops an engine with %s and starts it again', async (signal) => {
    const { socketPath, address, stop, start } = node(2);
    await stop(signal);
    await expect(callEngine({ socketPath, path: '/_ping' })).rejects.toThrow(/ENOENT|ECONNREFUSED/);
    await start();
    expect(await callEngine({ socketPath, path: '/_ping' })).toBe('OK');
    await eventually(
      'node 2 to be back',
      async () => (await nodeStates(cluster))['node-2'] === 'ready' || undefined,
    );
    expect(await eventually(`an answer of ${address}`, () => answerOf(address))).toBe('1\n');
  });
});

describe('two clusters at the same time', () => {
  it('do not see each other', async () => {
    const clusters = await Promise.all([startCluster({ workers: 0 }), startCluster({ workers: 0 })]);
    const [first, second] = clusters;
    await runEverywhere(first.manager.socketPath, 'localhost:1/app:1');
    await runEverywhere(second.manager.socketPath, 'localhost:1/app:2');
    const answers = clusters.map(({ manager }) => eventually('an answer', () => answerOf(manager.address)));
    expect(await Promise.all(answers)).toEqual(['1\n', '2\n']);
    const traces = await Promise.all(clusters.map(({ name }) => processesOf(name)));
    await Promise.all(clusters.map(({ down }) => down()));
    for (const [index, { name }] of clusters.entries()) await expectNothingLeft(name, traces[index] ?? []);
  });
});

describe('a cluster whose owner is killed', () => {
  it('is removed by its reaper', async () => {
    const { owner, name } = await startInOtherProcess();
    const processes = await processesOf(name);
    owner.kill('SIGKILL');
    await eventually('the folder to go', () => gone(join(tmpdir(), name)), 20);
    await expectNothingLeft(name, processes);
  });

  it('is ended by the kernel and removed by the next start when its reaper is killed too', async () => {
    const { owner, name } = await startInOtherProcess();
    const directory = join(tmpdir(), name);
    const processes = await processesOf(name);
    const reaper: ProcessMark = JSON.parse(await readFile(join(directory, 'reaper.json'), 'utf8'));
    process.kill(reaper.pid, 'SIGKILL');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await eventually(
      'its processes to end',
      async () => (await running(processes)).length === 0 || undefined,
    );
    expect(await gone(directory)).toBeUndefined();
    const next = await startCluster({ workers: 0, images: false });
    await next.down();
    await expectNothingLeft(name, processes);
  });
});

async function startInOtherProcess(): Promise<{ readonly owner: ChildProcess; readonly name: string }> {
  const cli = fileURLToPath(new URL('../cluster/cli.ts', import.meta.url));
  const owner = spawn(process.execPath, [cli, 'hold', '--workers', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(owner.stdout, 'data');
  const name = /^ready (\S+)/.exec(String(said))?.[1];
  if (name === undefined) throw new Error(`The other process started no cluster: ${said}`);
  await runEverywhere(join(tmpdir(), name, 'n1', 'docker.sock'), 'localhost:1/app:1');
  const subnet = subnetOf(Number(name.replace('swarm-delivery-', '')));
  await eventually('a running task', () => answerOf(subnet.address(1)));
  return { owner, name };
}

/** All processes of the cluster's machines. */
async function processesOf(name: string): Promise<readonly ProcessMark[]> {
  const text = await readFile(join(tmpdir(), name, 'processes'), 'utf8');
  const recorded: ProcessMark[] = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const namespaces = await Promise.all(recorded.map(({ pid }) => readlink(`/proc/${pid}/ns/pid`)));
  const own = await readlink('/proc/self/ns/pid');
  const marks = await Promise.all(
    (await processIds()).map(async (pid) => {
      const namespace = await readlink(`/proc/${pid}/ns/pid`).catch(() => own);
      return namespace !== own && namespaces.includes(namespace) ? markOf(Number(pid)) : undefined;
    }),
  );
  return marks.filter((mark) => mark !== undefined);
}

async function processIds(): Promise<readonly string[]> {
  return (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
}

async function running(marks: readonly ProcessMark[]): Promise<readonly ProcessMark[]> {
  const states = await Promise.all(marks.map(isRunning));
  return marks.filter((_, index) => states[index]);
}

function gone(path: string): Promise<true | undefined> {
  return access(path).then(
    () => undefined,
    () => true,
  );
}

/** `processes` are those of the cluster when it ran. */
async function expectNothingLeft(name: string, processes: readonly ProcessMark[]): Promise<void> {
  expect(processes.length).toBeGreaterThan(4);
  expect(await running(processes)).toEqual([]);
  expect(await gone(join(tmpdir(), name))).toBe(true);
  expect(await readFile('/proc/mounts', 'utf8')).not.toContain(`${name}/`);
  const controllers = await readdir('/sys/fs/cgroup');
  const trees = ['', ...controllers].map((controller) => join('/sys/fs/cgroup', controller, name));
  expect((await Promise.all(trees.map(gone))).every(Boolean)).toBe(true);
  const cable = name.replace('swarm-delivery-', 'swarm-');
  await eventually('the cable to go', async () => !(cable in networkInterfaces()) || undefined, 5);
  await eventually('the reaper to end', async () => (await mentions(name)).length === 0 || undefined, 5);
}

async function mentions(name: string): Promise<readonly string[]> {
  const lines = await Promise.all(
    (await processIds()).map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(`${name}/`) || line.endsWith(`${name}\0`));
}
