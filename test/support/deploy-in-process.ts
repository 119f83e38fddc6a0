import { run } from '../../actions/deploy-stack/src/run.ts';
import { readStackFiles } from '../../shared/compose/read-stack-files.ts';
import { parseEngineAddress } from '../../shared/engine/address.ts';
import { connectEngine } from '../../shared/engine/connect.ts';
import { systemClock } from '../../shared/rollout/watch/clock.ts';
import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import type { DeployOptions } from './deploy-over-ssh.ts';

const silent = { info: () => {}, debug: () => {}, warning: () => {}, error: () => {}, group: () => {} };

export interface DeployedInProcess {
  readonly outcome: string | undefined;
  /** From reading the stack file until the connection is closed; no start of a process, no report. */
  readonly milliseconds: number;
  /** What of it came after the connection was ready for the first call. */
  readonly millisecondsConnected: number;
}

export interface DeployInProcessOptions extends Pick<DeployOptions, 'stack' | 'file'> {
  /** 10 by default. */
  readonly keepReleases?: number;
}

/** The flow of deploy-stack in this process, so that the time it takes is the connection's and the engine's alone. */
export async function deployInProcess(
  ssh: ClusterSsh,
  { stack, file, keepReleases = 10 }: DeployInProcessOptions,
): Promise<DeployedInProcess> {
  const inputs = {
    address: parseEngineAddress(ssh.dockerHost),
    ssh: { key: ssh.privateKey, knownHosts: ssh.knownHosts },
    stack,
    files: ['stack.yml'],
    envFiles: [],
    variables: {},
    allowUnsetVariables: false,
    profiles: [],
    images: new Map<string, string>(),
    allowOutsidePaths: false,
    resolveImage: 'never' as const,
    registryLogins: {},
    replaceSecrets: [],
    requireLimits: false,
    dryRun: false,
    prune: false,
    keepReplicas: false,
    onFailure: 'keep' as const,
    maxParallel: undefined,
    stableForMs: 1,
    timeoutMs: 60_000,
    lockTimeoutMs: 60_000,
    keepReleases,
    probeImage: 'localhost:1/app:1',
  };
  const startedAt = performance.now();
  let connectedAt = startedAt;
  const { rollout } = await run(inputs, {
    readStack: () =>
      readStackFiles({
        files: [{ path: 'stack.yml', text: file }],
        stack,
        environment: {},
        workingDirectory: '/',
        readFile: () => {
          throw new Error('a stack file that names no other files was expected');
        },
      }),
    connect: async ({ address, ssh: options }) => {
      const connection = await connectEngine({ address, ssh: options, log: silent });
      connectedAt = performance.now();
      return connection;
    },
    log: silent,
    clock: systemClock,
    signal: new AbortController().signal,
    context: {},
    keepLease: () => {},
  });
  const endedAt = performance.now();
  return {
    outcome: rollout?.outcome,
    milliseconds: endedAt - startedAt,
    millisecondsConnected: endedAt - connectedAt,
  };
}
