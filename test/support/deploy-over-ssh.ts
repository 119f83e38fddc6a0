import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import { type ActionResult, runAction } from './run-action.ts';

/** The SSH server of a cluster that was started with one. */
export function sshOf({ ssh }: Cluster): ClusterSsh {
  if (ssh === undefined) throw new Error('the cluster was started without an SSH server');
  return ssh;
}

/** Inputs of the actions that lead to a test cluster over its real SSH server. */
export function sshInputs(ssh: ClusterSsh): Readonly<Record<string, string>> {
  return { host: ssh.dockerHost, 'ssh-key': ssh.privateKey, 'ssh-known-hosts': ssh.knownHosts };
}

export interface DeployOptions {
  readonly stack: string;
  /** The text of the stack file. */
  readonly file: string;
  /** Texts of the files beside it, by their names. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  /** `env:` of the step. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the committed bundle of deploy-stack as the runner does, in a workspace that holds the stack file and what is
 * beside it. Unless the inputs say otherwise, images are not resolved: those of a test cluster have no registry.
 */
export async function deployOverSsh(ssh: ClusterSsh, options: DeployOptions): Promise<ActionResult> {
  const workspace = await mkdtemp(join(tmpdir(), 'swarm-delivery-workspace-'));
  try {
    const files = { 'stack.yml': options.file, ...options.beside };
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(workspace, name), text)));
    return await runAction('deploy-stack', {
      workspace,
      env: options.env ?? {},
      inputs: {
        ...sshInputs(ssh),
        ...{ stack: options.stack, files: 'stack.yml', 'resolve-image': 'never' },
        ...options.inputs,
      },
    });
  } finally {
    await rm(workspace, { recursive: true });
  }
}
