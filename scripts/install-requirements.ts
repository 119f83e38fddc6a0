import { parseArgs } from 'node:util';
import { UserError } from '../shared/errors/user-error.ts';
import { adminPath, run } from '../test/cluster/command.ts';
import { ensureEngineRoot } from '../test/cluster/engine-root.ts';
import { ensureAct, hasAct } from '../test/e2e/act-program.ts';
import { missingRequirements, type Requirement, requirements } from './requirements.ts';
import { withoutServiceStarts } from './service-block.ts';

/**
 * Makes sure that the programs the tests and the demo start are on this machine, and installs what is missing:
 * `node scripts/install-requirements.ts [--engine 26|28] [--no-runner]`. ENGINE stands in for `--engine`; without the
 * runner of workflows everything but test/e2e runs.
 */
const { values } = parseArgs({
  allowNegative: true,
  options: {
    engine: { type: 'string', default: process.env['ENGINE'] ?? '' },
    runner: { type: 'boolean', default: true },
  },
});

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof UserError && error.fix) console.error(error.fix);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const wantsAct = values.runner && !(await hasAct());
  const wanted = requirements({ otherEngine: values.engine !== '', runner: wantsAct });
  const missing = missingRequirements(wanted, adminPath());
  if (missing.length > 0) await install(missing);
  if (values.engine !== '') await ensureEngineRoot(values.engine);
  const still = missingRequirements(missing, adminPath());
  if (still.length > 0) throw new UserError(`Still missing after the installation: ${names(still)}.`);
  if (wantsAct) await fetchRunner();
  console.log(
    missing.length > 0 ? `Installed: ${names(missing)}.` : 'Everything the tests need is installed.',
  );
}

async function fetchRunner(): Promise<void> {
  console.log('Fetching act, which runs the example workflows, with pip3 ...');
  console.log(`Fetched: ${await ensureAct()}.`);
}

async function install(missing: readonly Requirement[]): Promise<void> {
  const hasApt = missingRequirements([{ program: 'apt-get', packages: ['apt'] }], adminPath()).length === 0;
  if (!hasApt) {
    throw new UserError(`Missing: ${names(missing)}.`, {
      fix: 'Install them with the package manager of this machine, or use Debian or Ubuntu, where this script can.',
    });
  }
  if (process.getuid?.() !== 0) {
    const packages = missing.map(({ packages }) => packages[0]);
    throw new UserError(`Missing: ${names(missing)}. Only root can install them.`, {
      fix: `Run: sudo "${process.execPath}" ${process.argv.slice(1).join(' ')}   (it installs ${unique(packages).join(', ')})`,
    });
  }
  console.log(`Installing: ${names(missing)} ...`);
  await apt('update');
  const packages = unique(await Promise.all(missing.map(packageOf)));
  await withoutServiceStarts(() => apt('install', '--yes', '--no-install-recommends', ...packages));
}

async function apt(...args: readonly string[]): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' };
  await run('apt-get', ['--quiet', '-o', 'DPkg::Lock::Timeout=120', ...args], { environment });
}

/** The first of the packages that this machine's archive has. */
async function packageOf({ program, packages }: Requirement): Promise<string> {
  for (const name of packages) {
    const policy = await run('apt-cache', ['policy', name]);
    if (/^ {2}Candidate: (?!\(none\))/m.test(policy)) return name;
  }
  throw new UserError(
    `No package of this machine's archive has ${program}: ${packages.join(', ')} not found.`,
    {
      fix: 'Add the archive that has it to the sources of apt (on Ubuntu: universe).',
    },
  );
}

function names(missing: readonly Requirement[]): string {
  return missing.map(({ program }) => (program === 'busybox' ? 'a static busybox' : program)).join(', ');
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
