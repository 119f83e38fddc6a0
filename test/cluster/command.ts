import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

export interface CommandOptions {
  /** What the command reads from its standard input; nothing by default. */
  readonly input?: string | Buffer;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and returns its standard output; any other end than exit code 0 is an Error with its last words. */
export async function run(
  file: string,
  args: readonly string[],
  { input = '', environment }: CommandOptions = {},
): Promise<string> {
  const child = start(file, args, {
    stdio: 'pipe',
    ...(environment === undefined ? {} : { env: environment }),
  });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout?.on('data', (data: Buffer) => output.push(data));
  child.stderr?.on('data', (data: Buffer) => complaints.push(data));
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...ending) => resolve(ending));
  });
  if (code === 0) return Buffer.concat(output).toString();
  const words = Buffer.concat([...complaints, ...output]).toString();
  throw new Error(
    `${[file, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}: ${words.trim()}`,
  );
}

/** Spawns a program with the search path of an administrator, which a plain user's PATH may lack. */
export function start(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(file, [...args], { ...options, env: { ...(options.env ?? process.env), PATH: adminPath() } });
}

/** PATH with the folders where Debian and Ubuntu keep dockerd, sshd, ip and iptables. */
export function adminPath(): string {
  const folders = (process.env['PATH'] ?? '').split(':').filter(Boolean);
  const admin = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return [...folders, ...admin.filter((folder) => !folders.includes(folder))].join(':');
}

/** Waits for the end of a child that may have ended already, and keeps this process alive meanwhile. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.ref();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
