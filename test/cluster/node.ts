import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claim } from './claim.ts';
import { createEngineProcess } from './engine-process.ts';
import { recordProcess } from './leftovers.ts';
import { startNamespace } from './namespace.ts';
import type { ClusterNetwork } from './network.ts';

export interface ClusterNode {
  /** Counts from 1; the first node is a manager. */
  readonly index: number;
  readonly hostname: string;
  readonly role: 'manager' | 'worker';
  /** Reachable from this machine: ports published in host mode answer here. */
  readonly address: string;
  readonly socketPath: string;
  /** Pulls the node's network cable: its tasks go on, the rest of the swarm loses it. */
  cut(): Promise<void>;
  heal(): Promise<void>;
  /** Stops the engine; SIGTERM (the default) ends its containers first, SIGKILL leaves them to themselves. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts a stopped engine again and returns once it answers. */
  start(): Promise<void>;
  /** The program and arguments that run a command inside the node's processes, network and mounts. */
  enter(command: readonly string[]): readonly [string, ...string[]];
}

export interface NodeOptions {
  readonly claim: Claim;
  readonly network: Promise<ClusterNetwork>;
  readonly index: number;
  readonly role: ClusterNode['role'];
  readonly engineRoot?: string;
}

/** Starts one engine, not yet in any swarm. */
export async function startNode({
  claim,
  network,
  index,
  role,
  engineRoot,
}: NodeOptions): Promise<ClusterNode> {
  const hostname = `node-${index}`;
  const directory = join(claim.directory, `n${index}`);
  await mkdir(directory, { recursive: true });
  const namespace = await startNamespace({
    hostname,
    directory,
    ...(engineRoot === undefined ? {} : { root: engineRoot }),
  });
  await recordProcess(claim.directory, namespace.guardian);
  await recordProcess(claim.directory, namespace.pid);
  const engine = createEngineProcess({
    namespace,
    directory,
    controlGroup: `/${claim.name}/n${index}`,
    insecureRegistries: `${claim.subnet.prefix}.0/24`,
  });
  const cables = await network;
  await cables.plug(namespace, index);
  await engine.start();
  return {
    index,
    hostname,
    role,
    address: claim.subnet.address(index),
    socketPath: engine.socketPath,
    cut: () => cables.cut(index),
    heal: () => cables.heal(index),
    stop: engine.stop,
    start: engine.start,
    enter: namespace.enter,
  };
}
