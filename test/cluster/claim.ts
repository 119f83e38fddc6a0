import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../shared/errors/user-error.ts';
import { markOf, type ProcessMark } from './process-table.ts';

/** A /24 network inside 10.98.0.0/15. */
export interface Subnet {
  /** Three octets, for instance `10.98.17`. */
  readonly prefix: string;
  /** Name of the interface that joins this machine to the cluster; at most 15 characters. */
  readonly cable: string;
  address(host: number): string;
}

export interface Claim {
  readonly name: string;
  readonly directory: string;
  readonly subnet: Subnet;
}

const PREFIX = 'swarm-delivery-';
const CLUSTERS = 512;

/** Whether a folder of this name is a cluster's. */
export function isClusterName(name: string): boolean {
  return name.startsWith(PREFIX) && /^\d+$/.test(name.slice(PREFIX.length));
}

/** The subnet a number from 0 to 511 stands for. */
export function subnetOf(number: number): Subnet {
  const prefix = `10.${98 + Math.floor(number / 256)}.${number % 256}`;
  return { prefix, cable: `swarm-${number}`, address: (host) => `${prefix}.${host}` };
}

/**
 * Takes a free name, folder and network for this process. Safe between processes: the folder with its owner's mark
 * in it is moved into place in one step, and only one move to a name can win.
 */
export async function claimCluster(parent = tmpdir()): Promise<Claim> {
  const owner = await markOf(process.pid);
  const draft = await mkdtemp(join(parent, '.swarm-delivery-'));
  await writeFile(join(draft, 'owner.json'), JSON.stringify(owner));
  // A random first try: an interface of a cluster that ended a moment ago may not be gone yet.
  const first = Math.floor(Math.random() * CLUSTERS);
  for (let attempt = 0; attempt < CLUSTERS; attempt += 1) {
    const number = (first + attempt) % CLUSTERS;
    const name = `${PREFIX}${number}`;
    const directory = join(parent, name);
    try {
      await rename(draft, directory);
      return { name, directory, subnet: subnetOf(number) };
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  await rm(draft, { recursive: true });
  throw new UserError(`All ${CLUSTERS} cluster names under ${parent} are taken.`, {
    fix: `End some clusters, or remove the folders ${join(parent, `${PREFIX}*`)}.`,
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code));
}

/** Folders of clusters whose owner and reaper have both ended: what a loss of both left behind. */
export async function staleClusters(parent = tmpdir()): Promise<readonly string[]> {
  const names = (await readdir(parent)).filter(isClusterName);
  const stale = await Promise.all(
    names.map(async (name) => {
      const directory = join(parent, name);
      const marks = await Promise.all(['owner.json', 'reaper.json'].map((file) => readMark(directory, file)));
      if (marks[0] === undefined) return undefined;
      for (const mark of marks)
        if (mark !== undefined && (await markOf(mark.pid))?.startedAt === mark.startedAt) return undefined;
      return directory;
    }),
  );
  return stale.filter((directory) => directory !== undefined);
}

async function readMark(directory: string, file: string): Promise<ProcessMark | undefined> {
  const text = await readFile(join(directory, file), 'utf8').catch(() => '');
  return text === '' ? undefined : JSON.parse(text);
}
