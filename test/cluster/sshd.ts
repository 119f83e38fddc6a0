import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSshKey, type SshKeyType } from './ssh-keys.ts';
import { ACCOUNTS_INSIDE, type SshdUser, sshdConfig, writeAccounts } from './sshd-files.ts';

export interface SshdOptions {
  /** An existing empty folder for keys, configuration and log; the caller removes it. */
  readonly directory: string;
  /** Its folder must exist; the server's sessions find the socket at /var/run/docker.sock too. */
  readonly engineSocket: string;
  /** Keywords of sshd_config; they win over the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Options put before the generated key in authorized_keys, for instance `restrict`. */
  readonly keyOptions?: string;
  /** Further whole lines of authorized_keys; every line counts for every user. */
  readonly authorizedKeys?: readonly string[];
  /** Users beside root that exist only for this server. */
  readonly users?: readonly SshdUser[];
  /** The key types the server has; all three by default. */
  readonly hostKeyTypes?: readonly SshKeyType[];
  /** Sessions find no `docker` command. */
  readonly withoutDockerCommand?: boolean;
}

export interface Sshd {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: 'root';
  /** An OpenSSH ed25519 key the server accepts for every user. */
  readonly privateKey: string;
  /** The known_hosts line of the server's first key (ed25519 unless `hostKeyTypes` says otherwise). */
  readonly knownHosts: string;
  /** Public host keys, `<type> <base64>`. */
  readonly hostKeys: Readonly<Partial<Record<SshKeyType, string>>>;
  readonly pid: number;
  log(): Promise<string>;
  /** Connections accepted since the start, counted in the server's own log. */
  connections(): Promise<number>;
  /** Kills the processes of all present connections; the server goes on listening. */
  cutSessions(): Promise<void>;
  stop(): Promise<void>;
}

// Runs as the first process of its own mount and PID namespaces: nothing it mounts is seen outside, and its end is the end of every session.
const PREPARE_AND_RUN = `set -e
directory=$1 engine_directory=$2 socket_name=$3 accounts=$4
mount -t tmpfs -o mode=755 tmpfs "$directory/run"
mkdir -m 755 "$directory/run/sshd" "$directory/run/engine" "$directory/run/accounts"
mount --bind "$engine_directory" "$directory/run/engine"
mount --bind "$directory/accounts" "$directory/run/accounts"
ln -s "engine/$socket_name" "$directory/run/docker.sock"
mount --no-mtab --move "$directory/run" /run
for file in passwd group shadow; do mount --bind "$accounts/$file" "/etc/$file"; done
exec /usr/sbin/sshd -D -E "$directory/log" -f "$directory/sshd_config"`;

/** Starts a real OpenSSH server on a free loopback port. It ends with this process, whatever ends this process. */
export async function startSshd(options: SshdOptions): Promise<Sshd> {
  const { directory } = options;
  await Promise.all(['accounts', 'run'].map((name) => mkdir(join(directory, name))));
  const types = options.hostKeyTypes ?? ['ed25519', 'ecdsa', 'rsa'];
  const [client, ...hosts] = await Promise.all([
    generateSshKey({ directory, name: 'client_key' }),
    ...types.map((type) => generateSshKey({ directory, name: `host_${type}_key`, type })),
  ]);
  await writeAccounts(join(directory, 'accounts'), options.users ?? []);
  const clientLine = `${options.keyOptions ? `${options.keyOptions} ` : ''}${client.publicKey}`;
  await writeFile(
    join(directory, 'accounts', 'authorized_keys'),
    `${[clientLine, ...(options.authorizedKeys ?? [])].join('\n')}\n`,
  );
  const environment = ['DOCKER_HOST=unix:///run/docker.sock'];
  if (options.withoutDockerCommand) environment.push(`PATH=${ACCOUNTS_INSIDE}/bin`);
  const settings = { SetEnv: environment.join(' '), ...options.settings };
  const port = await freePort();
  const hostKeyFiles = hosts.map(({ file }) => file);
  await writeFile(join(directory, 'sshd_config'), sshdConfig(port, hostKeyFiles, settings));
  const logFile = join(directory, 'log');
  await writeFile(logFile, '');
  const log = () => readFile(logFile, 'utf8');
  const launcher = launch(directory, options.engineSocket);
  const pid = await listening(launcher, log);
  return {
    host: '127.0.0.1',
    port,
    user: 'root',
    privateKey: client.privateKey,
    knownHosts: `[127.0.0.1]:${port} ${hosts[0]?.publicKey}`,
    hostKeys: Object.fromEntries(types.map((type, index) => [type, hosts[index]?.publicKey])),
    pid,
    log,
    connections: async () => (await log()).match(/^Connection from /gm)?.length ?? 0,
    cutSessions: async () => {
      for (const child of await childrenOf(pid)) process.kill(child, 'SIGKILL');
    },
    stop: () => stop(launcher),
  };
}

function launch(directory: string, engineSocket: string): ChildProcess {
  const namespaces = [
    '--mount',
    '--propagation',
    'private',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ];
  return spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', ...namespaces, 'sh', '-c', PREPARE_AND_RUN, 'sshd'],
      ...[directory, dirname(engineSocket), basename(engineSocket), ACCOUNTS_INSIDE],
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
}

/** The server's process id, once it listens. */
async function listening(launcher: ChildProcess, log: () => Promise<string>): Promise<number> {
  let complaints = '';
  launcher.stderr?.on('data', (data) => {
    complaints += String(data);
  });
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(20)) {
    const text = await log();
    if (text.includes('Server listening on')) {
      const [pid] = await childrenOf(launcher.pid ?? 0);
      if (pid !== undefined) return pid;
    }
    if (launcher.exitCode !== null || launcher.signalCode !== null) break;
  }
  await stop(launcher);
  throw new Error(`sshd did not start: ${complaints}${await log()}`);
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

async function stop(launcher: ChildProcess): Promise<void> {
  if (launcher.exitCode !== null || launcher.signalCode !== null) return;
  const ended = new Promise((resolve) => launcher.once('exit', resolve));
  launcher.kill('SIGKILL');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(address)));
    });
  });
}
