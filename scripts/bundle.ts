/**
 * `node scripts/bundle.ts` makes actions/<name>/dist from the sources; with `--check` it makes the bundles
 * elsewhere, says where dist differs from them, and changes nothing.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { listActions } from './action-contract.ts';
import { differingFiles } from './differing-files.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const packages = createRequire(import.meta.url);

/** What the runner starts, by its source: the step itself, and what cleans up after it where an action has that. */
const ENTRIES = { main: 'index.js', post: 'post.js' } as const;

/** All that a bundle needs to run; ncc also copies .proto files and a Windows program that is never called. */
const KEPT_FILES = [...Object.values(ENTRIES), 'package.json', 'licenses.txt'];

/** ssh2's optional native add-ons: left out by name, so that an install that built them gives the same bundle. */
const LEFT_OUT = ['cpu-features', './crypto/build/Release/sshcrypto.node'];

const BUNDLES_AT_A_TIME = 2;

const { values: flags } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const actions = await listActions(root);
const scratch = await mkdtemp(join(tmpdir(), 'bundle-'));
try {
  await compile();
  await inParallel(actions, (action) => bundle(action, join(scratch, action)));
  process.exitCode = flags.check ? await check() : await publish();
} finally {
  await rm(scratch, { recursive: true });
}

/** Only what the actions reach: an error in a test does not stop a bundle. */
async function compile(): Promise<void> {
  const build = join(root, 'build');
  await rm(build, { recursive: true, force: true });
  await mkdir(build);
  const project = join(build, 'tsconfig.json');
  await writeFile(project, JSON.stringify({ extends: '../tsconfig.json', include: ['../actions/*/src'] }));
  await tool(join(dirname(packages.resolve('typescript/package.json')), 'bin/tsc'), ['--project', project]);
}

async function bundle(action: string, output: string): Promise<void> {
  const sources = join(root, 'build/actions', action, 'src');
  await bundleEntry(join(sources, 'main.js'), output);
  const post = join(sources, 'post.js');
  if (existsSync(post)) {
    await bundleEntry(post, join(output, 'post'));
    await rename(join(output, 'post/index.js'), join(output, ENTRIES.post));
  }
  for (const name of await readdir(output)) {
    const file = join(output, name);
    if (!KEPT_FILES.includes(name)) await rm(file, { recursive: true });
    // Some packages have CRLF lines, which git would not give back as they were.
    else await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\r\n', '\n'));
  }
}

/** Makes `index.js` and what it needs in a folder of its own. What a post step uses, its main step uses too. */
async function bundleEntry(source: string, output: string): Promise<void> {
  await tool(packages.resolve('@vercel/ncc/dist/ncc/cli.js'), [
    ...['build', source, '--out', output],
    ...['--license', 'licenses.txt', '--no-cache', '--quiet'],
    ...LEFT_OUT.flatMap((name) => ['--external', name]),
  ]);
}

async function publish(): Promise<number> {
  for (const action of actions) {
    const dist = join(root, 'actions', action, 'dist');
    await rm(dist, { recursive: true, force: true });
    await mkdir(dist);
    for (const name of await readdir(join(scratch, action))) {
      await writeFile(join(dist, name), await readFile(join(scratch, action, name)));
    }
    console.log(`actions/${action}/dist is made.`);
  }
  return 0;
}

async function check(): Promise<number> {
  const reports = await Promise.all(
    actions.map(async (action) => {
      const dist = join('actions', action, 'dist');
      const files = await differingFiles(join(root, dist), join(scratch, action));
      return files.map(({ name, difference }) => `${join(dist, name)}: ${difference}`);
    }),
  );
  const lines = reports.flat();
  console.log(lines.length === 0 ? `Up to date: ${actions.join(', ')}.` : lines.join('\n'));
  if (lines.length > 0) console.log('Run "npm run build" and commit actions/*/dist.');
  return lines.length === 0 ? 0 : 1;
}

async function tool(script: string, args: readonly string[]): Promise<void> {
  try {
    await run(process.execPath, [script, ...args], { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${script} failed.\n${stdout}${stderr}`);
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: BUNDLES_AT_A_TIME }, lane));
}
