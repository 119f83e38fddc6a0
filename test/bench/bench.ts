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
}

/** Prints one line a figure, and says whether all of the largest size stay under their bars. */
function main(directory: string): boolean {
  const held = SIZES.map((count) => {
    const bars = count === Math.max(...SIZES) ? BARS : undefined;
    const name = `${count} services`;
    const { unchanged, changed } = measured<Record<'unchanged' | 'changed', Times>>('measure-time.ts', count);
    const { peak, loaded } = memoryOf(count, directory);
    return [
      line(`${name}, nothing to change`, unchanged.median, 'ms', bars?.milliseconds, fastest(unchanged)),
      line(`${name}, every image new`, changed.median, 'ms', bars?.milliseconds, fastest(changed)),
      line(`${name}, peak memory`, peak, 'MB', bars?.megabytes, `Node with the code ${loaded.toFixed(0)} MB`),
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

function fastest(times: Times): string {
  return `fastest ${times.fastest.toFixed(0)} ms`;
}

/** The second of two runs: it finds the code without its types in a cache, as a bundle has none, and need not strip them. */
function memoryOf(count: number, directory: string): { readonly peak: number; readonly loaded: number } {
  const storedFile = join(directory, `stored-${count}.json`);
  writeFileSync(storedFile, JSON.stringify(storedStack(readManyServices(manyServices(count), '1'))));
  const environment = { NODE_COMPILE_CACHE: join(directory, 'compiled') };
  const run = () =>
    measured<{ peak: number; loaded: number }>('measure-memory.ts', count, [storedFile], environment);
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
