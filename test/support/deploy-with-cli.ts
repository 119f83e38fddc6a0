import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../cluster/command.ts';
import type { DeployOptions } from './deploy-over-ssh.ts';

export interface CliOptions extends Omit<DeployOptions, 'inputs' | 'env'> {
  readonly socketPath: string;
  readonly flags?: readonly string[];
  /** What `docker login` would have stored. */
  readonly login?: { readonly registry: string; readonly username: string; readonly password: string };
}

/** `docker stack deploy` of a stack file and what is beside it; returns when it has written everything. */
export async function deployWithCli(options: CliOptions): Promise<void> {
  const { socketPath, stack, file, beside = {}, flags = [], login } = options;
  const folder = await mkdtemp(join(tmpdir(), 'swarm-delivery-cli-'));
  try {
    const auths =
      login === undefined
        ? {}
        : {
            [login.registry]: { auth: Buffer.from(`${login.username}:${login.password}`).toString('base64') },
          };
    const files = {
      'stack.yml': `version: "3.8"\n${file}`,
      'config.json': JSON.stringify({ auths }),
      ...beside,
    };
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    const engine = ['--config', folder, '-H', `unix://${socketPath}`];
    await run('docker', [...engine, 'stack', 'deploy', ...flags, '-c', join(folder, 'stack.yml'), stack]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
