import type { ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ended, start } from './command.ts';
import { callEngine, eventually } from './engine-call.ts';
import type { Namespace } from './namespace.ts';
import { childrenOf } from './process-table.ts';

export interface EngineProcessOptions {
  readonly namespace: Namespace;
  /** Holds the engine's data, socket, log and settings. */
  readonly directory: string;
  /** Where its containers are counted; removed together with the cluster. */
  readonly controlGroup: string;
  /** Address range of registries without TLS. */
  readonly insecureRegistries: string;
}

export interface EngineProcess {
  readonly socketPath: string;
  /** Starts dockerd and returns once it answers. */
  start(): Promise<void>;
  /** Sends the signal to dockerd alone, not to its containers, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** An engine that is not running yet. */
export function createEngineProcess(options: EngineProcessOptions): EngineProcess {
  const { directory, namespace } = options;
  const socketPath = join(directory, 'docker.sock');
  let entry: ChildProcess | undefined;
  return {
    socketPath,
    start: async () => {
      await writeSettings(options, socketPath);
      entry = await launch(namespace, directory);
      await answering(entry, directory, socketPath);
      entry.unref();
    },
    stop: async (signal = 'SIGTERM') => {
      if (entry === undefined) return;
      const [daemon] = await childrenOf(entry.pid ?? 0);
      if (daemon !== undefined) process.kill(daemon, signal);
      await ended(entry);
      entry = undefined;
    },
  };
}

/** All settings stand in a file of our own, so that none of the machine's own engine count. */
async function writeSettings(options: EngineProcessOptions, socketPath: string): Promise<void> {
  const { directory, controlGroup, insecureRegistries } = options;
  await mkdir(join(directory, 'data'), { recursive: true });
  // A process id left by a killed engine may meanwhile be another process's.
  await rm(join(directory, 'pid'), { force: true });
  const settings = {
    hosts: [`unix://${socketPath}`],
    'data-root': join(directory, 'data'),
    'exec-root': join(directory, 'exec'),
    pidfile: join(directory, 'pid'),
    'cgroup-parent': controlGroup,
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'insecure-registries': [insecureRegistries],
  };
  await writeFile(join(directory, 'daemon.json'), JSON.stringify(settings));
}

async function launch(namespace: Namespace, directory: string): Promise<ChildProcess> {
  const [file, ...args] = namespace.enter(['dockerd', '--config-file', join(directory, 'daemon.json')]);
  const log = await open(join(directory, 'log'), 'a');
  // A proxy of the machine cannot be reached from inside, and must not be asked for the cluster's own registry.
  const child = start(file, args, { detached: true, stdio: ['ignore', log.fd, log.fd], env: {} });
  await log.close();
  return child;
}

async function answering(entry: ChildProcess, directory: string, socketPath: string): Promise<void> {
  await eventually(`the engine of ${directory} to answer`, async () => {
    if (entry.exitCode !== null || entry.signalCode !== null) {
      const log = await readFile(join(directory, 'log'), 'utf8');
      throw new Error(`The engine of ${directory} ended at once. Its last words:\n${log.slice(-2000)}`);
    }
    return callEngine<string>({ socketPath, path: '/_ping' }).catch(() => undefined);
  });
}
