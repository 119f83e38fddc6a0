/**
 * `npm run bench`: what reading, converting and planning a stack file takes. Times are those of a warm process, the
 * median of 15 runs after 8, and the median is held to the bar: half of all runs are slower than it, and the fastest
 * says only what a machine can do once. Beside it stand the fastest run and the processor time, which tell a slow program from a
 * busy machine, where the median is far above it. Memory is that of a cold process that plans once, as a step does;
 * how long its one plan takes, with nothing compiled yet, is printed beside and held to nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manyServices, readManyServices } from './many-services.ts';
import { storedStack } from './stored-stack.ts';

const SIZES = [50, 100, 500];
/** What the largest size must stay under. */
const BARS = { milliseconds: 400, megabytes: 150 };

interface Times {
  readonly median: number;
  readonly fastest: number;
  readonly processor: number;
}

interface OnePlan {
  readonly peak: number;
  readonly loaded: number;
  readonly milliseconds: number;
}

/** Prints one line a figure, and says whether all of the largest size stay under their bars. */
function main(directory: string): boolean {
  const held = SIZES.map((count) => {
    const bars = count === Math.max(...SIZES) ? BARS : undefined;
    const name = `${count} services`;
    const { unchanged, changed } = measured<Record<'unchanged' | 'changed', Times>>('measure-time.ts', count);
    const { peak, loaded, milliseconds } = onePlanOf(count, directory);
    return [
      line(`${name}, nothing to change`, unchanged.median, 'ms', bars?.milliseconds, remark(unchanged)),
      line(`${name}, every image new`, changed.median, 'ms', bars?.milliseconds, remark(changed)),
      line(`${name}, peak memory`, peak, 'MB', bars?.megabytes, `Node with the code ${loaded.toFixed(0)} MB`),
      line(`${name}, first plan of a process`, milliseconds, 'ms', undefined, 'cold'),
    ].every(Boolean);
  });
  return held.every(Boolean);
}

function line(name: string, value: number, unit: string, bar: number | undefined, remark: string): boolean {
  const missed = bar !== undefined && !(value < bar);
  const judged = bar === undefined ? '' : `  (${missed ? 'MISSED' : 'under'} ${bar} ${unit})`;
  console.log(`${name.padEnd(34)} ${value.toFixed(0).padStart(6)} ${unit}  ${remark}${judged}`);
  return !missed;
}

function remark({ fastest, processor }: Times): string {
  return `warm; fastest ${fastest.toFixed(0)} ms, processor ${processor.toFixed(0)} ms`;
}

/** The second of two runs: it finds the code without its types in a cache, as a bundle has none, and need not strip them. */
function onePlanOf(count: number, directory: string): OnePlan {
  const storedFile = join(directory, `stored-${count}.json`);
  writeFileSync(storedFile, JSON.stringify(storedStack(readManyServices(manyServices(count), '1'))));
  const environment = { NODE_COMPILE_CACHE: join(directory, 'compiled') };
  const run = () => measured<OnePlan>('measure-memory.ts', count, [storedFile], environment);
  run();
  return run();
}

function measured<Result>(
  script: string,
  count: number,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Result {
  const command = [join(import.meta.dirname, script), String(count), ...args];
  const output = execFileSync(process.execPath, command, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return JSON.parse(output) as Result;
}

const directory = mkdtempSync(join(tmpdir(), 'swarm-delivery-bench-'));
try {
  process.exitCode = main(directory) ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true });
}
