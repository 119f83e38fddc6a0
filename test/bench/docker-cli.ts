import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import { run } from '../cluster/command.ts';

export interface CliDeployment {
  /** `unix://...` or `ssh://...`. */
  readonly dockerHost: string;
  readonly stack: string;
  readonly file: string;
  /** Wait until every service has converged, one after the other. */
  readonly waiting?: boolean;
}

/** `docker stack deploy` without asking a registry; gives the seconds from its start to its end. */
export async function deployByCli({
  dockerHost,
  stack,
  file,
  waiting = false,
}: CliDeployment): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'swarm-delivery-cli-'));
  try {
    const path = join(folder, 'stack.yml');
    await writeFile(path, `version: "3.8"\n${file}`);
    const flags = [`--detach=${!waiting}`, '--resolve-image', 'never', '-c', path];
    const startedAt = performance.now();
    await run('docker', ['--config', folder, '-H', dockerHost, 'stack', 'deploy', ...flags, stack]);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** `docker stack rm`, with everything it knows of the stack. */
export async function removeByCli(dockerHost: string, stack: string): Promise<void> {
  await run('docker', ['-H', dockerHost, 'stack', 'rm', stack]);
}

export interface SshCommand {
  remove(): Promise<void>;
}

/** The Docker CLI takes key and known hosts from the `ssh` it finds first: from now on, in this process, one that has them. */
export async function provideSshCommand(ssh: ClusterSsh): Promise<SshCommand> {
  const folder = await mkdtemp(join(tmpdir(), 'swarm-delivery-ssh-'));
  const paths = { key: join(folder, 'key'), hosts: join(folder, 'known_hosts'), ssh: join(folder, 'ssh') };
  const options = ['-F', 'none', '-i', paths.key, '-o', `UserKnownHostsFile=${paths.hosts}`];
  await writeFile(paths.key, ssh.privateKey, { mode: 0o600 });
  await writeFile(paths.hosts, ssh.knownHosts);
  await writeFile(paths.ssh, `#!/bin/sh\nexec /usr/bin/ssh ${options.join(' ')} "$@"\n`);
  await chmod(paths.ssh, 0o755);
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}:${before}`;
  return {
    remove: async () => {
      process.env['PATH'] = before;
      await rm(folder, { recursive: true });
    },
  };
}
