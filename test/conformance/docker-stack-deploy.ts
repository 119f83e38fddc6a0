import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { ConformanceCase } from './conformance-case.ts';
import { pretendManager } from './pretended-manager.ts';

/** From here on the CLI reads YAML and versions as the recordings do. */
const FIRST_MAJOR = 26;

export interface Deployment {
  /** Absolute. */
  readonly file: string;
  readonly stack: string;
  /** The whole environment of the command. */
  readonly environment: Readonly<Record<string, string>>;
  /** An empty folder for the socket and for the configuration of the CLI. */
  readonly scratch: string;
}

/** Why the docker command of this machine cannot be compared with; `undefined` when it can. */
export async function whyNotComparable(): Promise<string | undefined> {
  const { output } = await docker(['--version'], {}).catch(() => ({ output: '' }));
  const [, version = '', major = ''] = /version ((\d+)\.[^,\s]+)/.exec(output) ?? [];
  if (version === '') return 'there is no docker command on PATH';
  if (Number(major) >= FIRST_MAJOR) return undefined;
  return `docker ${version} reads stack files by older rules; ${FIRST_MAJOR} or newer is needed`;
}

/** What `docker stack deploy --resolve-image never` asks of an empty swarm, or its words when it refuses. */
export async function recordDeployment(deployment: Deployment): Promise<ConformanceCase['recorded']> {
  const socketPath = `${deployment.scratch}/docker.sock`;
  const manager = await pretendManager(socketPath);
  try {
    const { exitCode, complaints } = await docker(
      [
        ...['--config', deployment.scratch, '--host', `unix://${socketPath}`, 'stack', 'deploy'],
        ...['--detach=true', '--resolve-image', 'never'],
        ...['--compose-file', deployment.file, deployment.stack],
      ],
      deployment.environment,
    );
    return exitCode === 0
      ? { requests: manager.requests(), warnings: complaints }
      : { errors: [complaints.trim()] };
  } finally {
    await manager.stop();
  }
}

interface Ending {
  readonly exitCode: number | null;
  readonly output: string;
  readonly complaints: string;
}

async function docker(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ending> {
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn('docker', [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [exitCode, output, complaints] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  return { exitCode, output, complaints };
}
