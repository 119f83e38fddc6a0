import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../shared/errors/user-error.ts';
import { cacheFolder } from './cache-folder.ts';
import { run } from './command.ts';
import { isRunning, markOf } from './process-table.ts';

/** Other engines than the machine's own, by major version: the Debian release whose `docker.io` is that engine. */
const RELEASES: Readonly<Record<string, string>> = { 26: 'trixie', 28: 'forky' };

const PACKAGES = ['docker.io', 'docker-cli', 'docker-buildx', 'iptables', 'iproute2', 'ca-certificates'];

/** Where trees are kept between runs; each is about 650 MB. */
export function engineRootPath(major: string): string {
  return join(cacheFolder(), `engine-${major}`);
}

/**
 * A root tree that holds the engine of this major version. Made once, in about 45 seconds, from the Debian mirror this
 * machine itself uses; processes that ask at the same time wait for the one that makes it.
 */
export async function ensureEngineRoot(major: string): Promise<string> {
  const release = RELEASES[major];
  if (release === undefined) {
    throw new UserError(`There is no recipe for Docker ${major}.`, {
      fix: `Ask for one of: ${Object.keys(RELEASES).join(', ')}. Without ENGINE the machine's own engine is used.`,
    });
  }
  const root = engineRootPath(major);
  while (!(await exists(root))) {
    if (await isBeingMade(root)) await sleep(500);
    else await makeTree(root, major, release);
  }
  return root;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Drafts carry the mark of their maker in their name; those of makers that died are removed on the way. */
async function isBeingMade(root: string): Promise<boolean> {
  const folder = join(root, '..');
  const names = await readdir(folder).catch(() => []);
  let live = false;
  for (const name of names) {
    const [, pid, startedAt] = /\.draft-(\d+)-(\d+)$/.exec(name) ?? [];
    if (pid === undefined || startedAt === undefined || !join(folder, name).startsWith(root)) continue;
    if (await isRunning({ pid: Number(pid), startedAt })) live = true;
    else await rm(join(folder, name), { recursive: true, force: true });
  }
  return live;
}

async function makeTree(root: string, major: string, release: string): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new UserError(`There is no tree of Docker ${major} in ${root} yet, and only root can make it.`, {
      fix: 'Run the same command with sudo.',
    });
  }
  const maker = await markOf(process.pid);
  const draft = `${root}.draft-${process.pid}-${maker?.startedAt}`;
  await mkdir(draft, { recursive: true });
  console.error(`Making the tree of Docker ${major} in ${root}: about a minute, once.`);
  try {
    await debootstrap(release, draft, await debianMirror());
    const version = await run('chroot', [draft, 'dockerd', '--version']);
    if (!version.includes(` ${major}.`)) {
      throw new UserError(`Debian ${release} no longer has Docker ${major}: it has ${version.trim()}.`, {
        fix: `Name the release that has it in ${import.meta.filename}.`,
      });
    }
    await rename(draft, root);
  } catch (error) {
    if (!(await exists(root))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** In namespaces of its own, so that an interrupted run leaves neither mounts nor processes. */
async function debootstrap(release: string, target: string, mirror: string): Promise<void> {
  const apart = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child'];
  const options = ['--variant=minbase', `--include=${PACKAGES.join(',')}`];
  // The last argument serves debootstraps older than the release, which have no recipe of its name.
  const recipe = '/usr/share/debootstrap/scripts/sid';
  await run('setpriv', [
    ...['--pdeathsig', 'KILL', 'unshare', ...apart],
    ...['debootstrap', ...options, release, target, mirror, recipe],
  ]);
}

/** The Debian archive this machine installs from, or DEBIAN_MIRROR where the machine is not a Debian. */
async function debianMirror(): Promise<string> {
  const named = process.env['DEBIAN_MIRROR'];
  if (named) return named;
  const format = '$(ORIGIN) $(LABEL) $(REPO_URI)';
  const listed = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const mirror = listed
    .split('\n')
    .map((line) => line.split(' '))
    .find(([origin, label]) => origin === 'Debian' && label === 'Debian')?.[2];
  if (mirror !== undefined) return mirror;
  throw new UserError("This machine's apt knows no Debian archive to take another engine from.", {
    fix: 'Set DEBIAN_MIRROR to the address of a Debian mirror near you.',
  });
}
