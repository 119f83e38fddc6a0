import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/errors/user-error.ts';
import { type Claim, claimCluster, staleClusters } from './claim.ts';
import {
  type ClusterSsh,
  type ClusterSshOptions,
  startClusterSsh,
  type WideAreaOptions,
} from './cluster-ssh.ts';
import { ensureEngineRoot } from './engine-root.ts';
import { loadImageAs, TEST_IMAGES } from './images.ts';
import { recordProcess, removeCluster } from './leftovers.ts';
import { type Namespace, startNamespace } from './namespace.ts';
import { createNetwork } from './network.ts';
import { type ClusterNode, startNode } from './node.ts';
import { type ClusterRegistry, startRegistry } from './registry.ts';
import { recordSocket, type SocketRecorder } from './socket-recorder.ts';
import { endReaper, startReaper } from './start-reaper.ts';
import { formSwarm } from './swarm.ts';

export interface ClusterOptions {
  /** 1 by default. */
  readonly managers?: number;
  /** 2 by default. */
  readonly workers?: number;
  /** A real SSH server in front of the first manager's engine. */
  readonly ssh?: boolean | ClusterSshOptions;
  /** Makes the SSH server seem far away; only with `ssh`. */
  readonly wan?: WideAreaOptions;
  /** Puts a recorder between the SSH server and the engine; tests may talk to its socket too. */
  readonly recorded?: boolean;
  /** An open registry, or one that wants `REGISTRY_LOGIN`. */
  readonly registry?: boolean | 'password';
  /** Loads the test images (see images.ts) on every node; true by default. */
  readonly images?: boolean;
  /** A root tree that holds another dockerd; by default the one the variable ENGINE names (26 or 28), if any. */
  readonly engineRoot?: string;
}

export interface Cluster {
  readonly name: string;
  /** Everything the cluster keeps on disk. */
  readonly directory: string;
  readonly nodes: readonly ClusterNode[];
  readonly manager: ClusterNode;
  readonly ssh?: ClusterSsh;
  readonly recorder?: SocketRecorder;
  readonly registry?: ClusterRegistry;
  /** Ends the cluster and removes every trace of it. */
  down(): Promise<void>;
}

/**
 * Starts a real swarm and returns once all its nodes are ready. It ends with this process at the latest, however this
 * process ends. Several clusters can run at once, started by one process or by many.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  requireRoot();
  await Promise.all((await staleClusters()).map(removeCluster));
  const engineRoot = options.engineRoot ?? (await engineRootFromEnvironment());
  const claim = await claimCluster();
  const reaper = await startReaper(claim.directory);
  try {
    const swarm = await startSwarm(claim, options, engineRoot);
    const access = await startAccess(claim, swarm.manager, options);
    const down = async () => {
      await access.recorder?.stop();
      await access.ssh?.stop();
      await endReaper(reaper);
    };
    return { name: claim.name, directory: claim.directory, ...swarm, ...access, down };
  } catch (error) {
    await endReaper(reaper);
    throw error;
  }
}

function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new UserError('Only root can start engines in network namespaces.', {
    fix: 'Run the same command with sudo.',
  });
}

async function engineRootFromEnvironment(): Promise<string | undefined> {
  const major = process.env['ENGINE'];
  return major ? ensureEngineRoot(major) : undefined;
}

type SwarmParts = Pick<Cluster, 'nodes' | 'manager' | 'registry'>;

async function startSwarm(
  claim: Claim,
  options: ClusterOptions,
  engineRoot: string | undefined,
): Promise<SwarmParts> {
  const hub = startHub(claim);
  const network = hub.then((namespace) => createNetwork(namespace, claim.subnet));
  const starting = rolesOf(options).map((role, position) =>
    startNode({
      ...{ claim, network, index: position + 1, role },
      ...(engineRoot === undefined ? {} : { engineRoot }),
    }),
  );
  const loading = starting.map(async (started) => {
    if (options.images ?? true) await loadImageAs({ nodes: [await started] }, TEST_IMAGES);
  });
  const registering = options.registry
    ? network.then(async () =>
        startRegistry(claim, await hub, options.registry === 'password' ? 'password' : 'open'),
      )
    : undefined;
  // All of them at once, so that the first failure is the one reported and no other goes unnoticed.
  const parts = Promise.all([network, ...starting, ...loading]);
  const [nodes, registry] = await Promise.all([formSwarm(starting), registering, parts]);
  const [manager] = nodes;
  if (manager === undefined) throw new Error('A cluster needs a manager.');
  return { nodes, manager, ...(registry === undefined ? {} : { registry }) };
}

type Access = Pick<Cluster, 'ssh' | 'recorder'>;

async function startAccess(claim: Claim, manager: ClusterNode, options: ClusterOptions): Promise<Access> {
  const target = manager.socketPath;
  const folder = join(claim.directory, 'recorded');
  if (options.recorded) await mkdir(folder);
  const listen = join(folder, 'docker.sock');
  const recorder = options.recorded ? await recordSocket({ target, listen }) : undefined;
  const recording = recorder === undefined ? {} : { recorder };
  if (!options.ssh) return recording;
  const ssh = await startClusterSsh({
    claim,
    engineSocket: recorder?.path ?? target,
    options: options.ssh === true ? {} : options.ssh,
    ...(options.wan === undefined ? {} : { wideArea: options.wan }),
  });
  return { ...recording, ssh };
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
