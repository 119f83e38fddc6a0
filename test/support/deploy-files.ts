import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import { sshInputs } from './deploy-over-ssh.ts';
import type { ActionOptions } from './run-action.ts';

export interface FilesToDeploy {
  readonly stack: string;
  /** By path in the workspace; `stack.yml` is the stack file. */
  readonly files: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Another way to the cluster than straight to its SSH server, if it has one, else to its manager's socket. */
  readonly ssh?: ClusterSsh;
}

/** What runs the bundle of deploy-stack in a workspace that holds just these files and goes away with the cluster. */
export async function deploymentOf(
  cluster: Cluster,
  { stack, files, inputs, ssh = cluster.ssh }: FilesToDeploy,
): Promise<ActionOptions & { readonly workspace: string }> {
  const workspace = await mkdtemp(join(cluster.directory, 'workspace-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  return {
    workspace,
    inputs: {
      ...(ssh === undefined ? { host: `unix://${cluster.manager.socketPath}` } : sshInputs(ssh)),
      ...{ stack, files: 'stack.yml', 'stable-for': '1s', 'resolve-image': 'never' },
      ...inputs,
    },
  };
}
