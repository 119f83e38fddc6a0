import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { loadImageAs } from '../cluster/images.ts';
import { sshInputs, sshOf } from '../support/deploy-over-ssh.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { prepareSwarm } from '../support/swarm-preparation.ts';
import { CORPUS_STACKS, type RealStack } from './real-stacks.ts';

/** A swarm, behind SSH and a recorder, that holds what the real stacks take for granted. */
export async function startRealSwarm(): Promise<Cluster> {
  const cluster = await startCluster({ ssh: true, recorded: true });
  await Promise.all([
    loadImageAs(
      cluster,
      CORPUS_STACKS.flatMap(({ images = [] }) => images),
    ),
    prepareSwarm(cluster, {
      networks: ['public', 'traefik', 'public-network', 'monitored-network', 'app_net'],
      secrets: [
        ...['batch-token', 'minio_secret_key', 'minio_access_key'],
        ...['git-dump_sshkey', 'git.instantlinux.net-api-token'],
      ],
      labels: {
        'node-1': { etcd: 'true', ops: 'true' },
        'node-2': { etcd: 'true', edge: 'true' },
        'node-3': { etcd: 'true', 'swarm-sync': 'primary' },
      },
    }),
  ]);
  return cluster;
}

/** One run of the committed bundle; `stableFor` as the input `stable-for`. */
export function deployRealStack(
  cluster: Cluster,
  { name, workspace, file, env = {} }: RealStack,
  stableFor: string,
): Promise<ActionResult> {
  const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  return runAction('deploy-stack', {
    workspace,
    inputs: {
      ...sshInputs(sshOf(cluster)),
      ...{ stack: name, files: file, env: variables.join('\n'), 'stable-for': stableFor },
      'resolve-image': 'never',
    },
  });
}
