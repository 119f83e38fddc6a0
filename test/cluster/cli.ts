import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../shared/errors/user-error.ts';
import { isClusterName, staleClusters } from './claim.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { start } from './command.ts';
import { eventually } from './engine-call.ts';
import { removeCluster } from './leftovers.ts';

const USAGE = `A real Docker Swarm on this machine, for people.

  npm run cluster -- up [--managers 1] [--workers 2] [--registry]   starts one that runs until "down"
  npm run cluster -- env [name]                                     how to reach it, as shell exports
  npm run cluster -- down [name]                                    ends it and removes every trace

ENGINE=26 or ENGINE=28 before "up" takes another engine than the machine's own.`;

/** What "env" and "down" need to know, kept in the cluster's folder. */
interface Notes {
  readonly name: string;
  readonly directory: string;
  readonly holder: number;
  readonly exports: Readonly<Record<string, string>>;
}

const NOTES = 'notes.json';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    managers: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    registry: { type: 'boolean', default: false },
  },
});

try {
  await main(positionals[0], positionals[1]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof UserError && error.fix) console.error(error.fix);
  process.exitCode = 1;
}

async function main(command: string | undefined, name: string | undefined): Promise<void> {
  if (command === 'up') await up();
  else if (command === 'hold') await hold();
  else if (command === 'env') console.log(exportLines((await notesOf(name)).exports));
  else if (command === 'down') await down(name);
  else throw new UserError(USAGE);
}

/** Starts a holder that outlives this terminal, and repeats what it says until the cluster is ready. */
async function up(): Promise<void> {
  const args = [import.meta.filename, 'hold', ...process.argv.slice(3)];
  const holder = start(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  holder.stderr?.pipe(process.stderr);
  let said = '';
  holder.stdout?.on('data', (data) => {
    said += String(data);
  });
  const ready = await eventually(
    'the cluster',
    async () => (holder.exitCode === null ? /^ready (\S+)$/m.exec(said)?.[1] : ''),
    180,
  );
  // Whoever waits for the end of this program's output must not wait for the holder's.
  holder.stdout?.destroy();
  holder.stderr?.destroy();
  holder.unref();
  if (ready === '') {
    process.exitCode = 1;
    return;
  }
  console.log(`${ready} is up. To use it:  eval "$(npm run --silent cluster -- env ${ready})"`);
  console.log(`To end it:          npm run cluster -- down ${ready}`);
}

async function hold(): Promise<void> {
  const options = { managers: count('managers', 1), workers: count('workers', 0), registry: values.registry };
  const cluster = await startCluster({ ...options, ssh: true });
  await writeNotes(cluster);
  const end = new Promise((resolve) => process.once('SIGTERM', resolve));
  const alive = setInterval(() => undefined, 60_000);
  console.log(`ready ${cluster.name}`);
  await end;
  clearInterval(alive);
  await cluster.down();
}

function count(option: 'managers' | 'workers', least: number): number {
  const number = Number(values[option]);
  if (Number.isInteger(number) && number >= least && number <= 5) return number;
  throw new UserError(`--${option} ${values[option]} is no number of nodes.`, {
    fix: `Give a whole number from ${least} to 5.`,
  });
}

async function writeNotes({ name, directory, manager, ssh, registry }: Cluster): Promise<void> {
  const [key, hosts] = [join(directory, 'ssh-key'), join(directory, 'known-hosts')];
  await writeFile(key, ssh?.privateKey ?? '', { mode: 0o600 });
  await writeFile(hosts, `${ssh?.knownHosts}\n`);
  const exports = {
    DOCKER_HOST: `unix://${manager.socketPath}`,
    SWARM_SSH_HOST: ssh?.dockerHost ?? '',
    SWARM_SSH_KEY_FILE: key,
    SWARM_SSH_KNOWN_HOSTS_FILE: hosts,
    ...(registry === undefined ? {} : { SWARM_REGISTRY: registry.host }),
  };
  const notes: Notes = { name, directory, holder: process.pid, exports };
  await writeFile(join(directory, NOTES), JSON.stringify(notes));
}

async function notesOf(name: string | undefined): Promise<Notes> {
  const names = (await readdir(tmpdir())).filter(isClusterName);
  const texts = await Promise.all(
    names.map((entry) => readFile(join(tmpdir(), entry, NOTES), 'utf8').catch(() => '')),
  );
  const found: Notes[] = texts.filter((text) => text !== '').map((text) => JSON.parse(text));
  const matching = found.filter((notes) => name === undefined || notes.name === name);
  const [first, second] = matching;
  if (first === undefined) {
    throw new UserError(`No cluster${name === undefined ? '' : ` named ${name}`} is up.`, {
      fix: 'Start one with: npm run cluster -- up',
    });
  }
  if (second === undefined) return first;
  throw new UserError(
    `${matching.length} clusters are up: ${matching.map((notes) => notes.name).join(', ')}.`,
    {
      fix: 'Name one of them after the command.',
    },
  );
}

function exportLines(exports: Notes['exports']): string {
  const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  return Object.entries(exports)
    .map(([name, value]) => `export ${name}=${quote(value)}`)
    .join('\n');
}

async function down(name: string | undefined): Promise<void> {
  const { directory, holder, name: found } = await notesOf(name);
  if ((await staleClusters()).includes(directory)) await removeCluster(directory);
  else process.kill(holder, 'SIGTERM');
  await eventually(`${found} to be gone`, async () => {
    const gone = await stat(directory).then(
      () => false,
      () => true,
    );
    return gone || undefined;
  });
  console.log(`${found} is down.`);
}
