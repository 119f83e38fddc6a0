import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claim } from './claim.ts';
import { type DelayProxy, type DelayProxyOptions, startDelayProxy } from './delay-proxy.ts';
import { recordProcess } from './leftovers.ts';
import { type Sshd, type SshdOptions, startSshd } from './sshd.ts';

/** What can be asked of the cluster's SSH server; see sshd.ts. */
export type ClusterSshOptions = Omit<SshdOptions, 'directory' | 'engineSocket'>;

/** How far away the SSH server seems to be. */
export type WideAreaOptions = Omit<DelayProxyOptions, 'target'>;

/** The way to the first manager's engine. Host and port are the delay proxy's when there is one. */
export interface ClusterSsh {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: string;
  readonly knownHosts: string;
  /** `ssh://user@host:port/path/of/docker.sock` */
  readonly dockerHost: string;
  readonly server: Sshd;
  readonly proxy?: DelayProxy;
  /** Connections accepted since the start. */
  connections(): Promise<number>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface ClusterSshSetup {
  readonly claim: Claim;
  readonly engineSocket: string;
  readonly options: ClusterSshOptions;
  readonly wideArea?: WideAreaOptions;
}

export async function startClusterSsh(setup: ClusterSshSetup): Promise<ClusterSsh> {
  const { claim, engineSocket, options, wideArea } = setup;
  const directory = join(claim.directory, 'sshd');
  await mkdir(directory);
  const server = await startSshd({ ...options, directory, engineSocket });
  await recordProcess(claim.directory, server.pid);
  const proxy =
    wideArea === undefined
      ? undefined
      : await startDelayProxy({ ...wideArea, target: { host: server.host, port: server.port } });
  const { host, port } = proxy ?? server;
  const { user, privateKey, connections, log } = server;
  return {
    ...{ host, port, user, privateKey, connections, log, server },
    ...(proxy === undefined ? {} : { proxy }),
    knownHosts: server.knownHosts.replace(`:${server.port} `, `:${port} `),
    dockerHost: `ssh://${user}@${host}:${port}${engineSocket}`,
    stop: async () => {
      await proxy?.stop();
      await server.stop();
    },
  };
}
