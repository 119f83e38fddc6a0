import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Claim, claimCluster, staleClusters } from './claim.ts';
import { ended, start } from './command.ts';
import { loadImageAs, TEST_IMAGES } from './images.ts';
import { recordProcess, removeCluster } from './leftovers.ts';
import { type Namespace, startNamespace } from './namespace.ts';
import { createNetwork } from './network.ts';
import { type ClusterNode, startNode } from './node.ts';
import { type ClusterRegistry, startRegistry } from './registry.ts';
import { formSwarm } from './swarm.ts';

export interface ClusterOptions {
  /** 1 by default. */
  readonly managers?: number;
  /** 2 by default. */
  readonly workers?: number;
  readonly registry?: boolean;
  /** Loads the test images (see images.ts) on every node; true by default. */
  readonly images?: boolean;
  /** A root tree that holds another dockerd. */
  readonly engineRoot?: string;
}

export interface Cluster {
  readonly name: string;
  /** Everything the cluster keeps on disk. */
  readonly directory: string;
  readonly nodes: readonly ClusterNode[];
  readonly manager: ClusterNode;
  readonly registry?: ClusterRegistry;
  /** Ends the cluster and removes every trace of it. */
  down(): Promise<void>;
}

/** Starts a real swarm and returns once all its nodes are ready. It ends with this process at the latest. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  await Promise.all((await staleClusters()).map(removeCluster));
  const claim = await claimCluster();
  const reaper = await startReaper(claim.directory);
  const down = async () => {
    reaper.stdin?.end();
    await ended(reaper);
  };
  try {
    return { ...(await assemble(claim, options)), down };
  } catch (error) {
    await down();
    throw error;
  }
}

async function assemble(claim: Claim, options: ClusterOptions): Promise<Omit<Cluster, 'down'>> {
  const hub = startHub(claim);
  const network = hub.then((namespace) => createNetwork(namespace, claim.subnet));
  const registry = options.registry ? network.then(async () => startRegistry(claim, await hub)) : undefined;
  const roles = rolesOf(options);
  const starting = roles.map(async (role, position) => {
    const { engineRoot } = options;
    const node = await startNode({
      claim,
      network,
      index: position + 1,
      role,
      ...(engineRoot === undefined ? {} : { engineRoot }),
    });
    return node;
  });
  const loading = starting.map(async (started) => {
    if (options.images ?? true) await loadImageAs({ nodes: [await started] }, TEST_IMAGES);
  });
  const [nodes, running] = await Promise.all([formSwarm(starting), registry, ...loading]);
  const [manager] = nodes;
  if (manager === undefined) throw new Error('A cluster needs a manager.');
  const { name, directory } = claim;
  return { name, directory, nodes, manager, ...(running === undefined ? {} : { registry: running }) };
}

function rolesOf({ managers = 1, workers = 2 }: ClusterOptions): readonly ClusterNode['role'][] {
  return [...Array<'manager'>(managers).fill('manager'), ...Array<'worker'>(workers).fill('worker')];
}

async function startHub(claim: Claim): Promise<Namespace> {
  const directory = join(claim.directory, 'hub');
  await mkdir(directory);
  const hub = await startNamespace({ hostname: 'hub', directory });
  await recordProcess(claim.directory, hub.guardian);
  await recordProcess(claim.directory, hub.pid);
  return hub;
}

async function startReaper(directory: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./reaper.ts', import.meta.url));
  const reaper = start(process.execPath, [script, directory], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  if (reaper.stdout) await once(reaper.stdout, 'data');
  reaper.stdout?.destroy();
  reaper.unref();
  const { stdin } = reaper;
  if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return reaper;
}
