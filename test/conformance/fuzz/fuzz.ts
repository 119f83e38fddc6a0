/**
 * `npm run fuzz -- [--files N] [--seed S] [--only TEXT]` reads at least N generated stack files, 20,000 unless told, and
 * gives as many texts to each of the small readers. It prints the seed that repeats the run.
 */
import { parseArgs } from 'node:util';
import { type Check, FILE_PROPERTIES, TEXT_PROPERTIES } from './properties.ts';

const { values: flags } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string', default: '' },
  },
});
const seed = Number(flags.seed);
const perRun = Object.values(FILE_PROPERTIES).reduce((sum, { files }) => sum + files, 0);
const numRuns = Math.ceil(Number(flags.files) / perRun);
console.log(`seed ${seed}, ${numRuns} runs of each property`);

/** Gives the seconds it took. */
function attempt(name: string, check: Check): number {
  const begin = performance.now();
  const failure = check({ numRuns, seed });
  const seconds = (performance.now() - begin) / 1000;
  console.log(`${failure === undefined ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  if (failure !== undefined) {
    process.exitCode = 1;
    console.log(failure);
  }
  return seconds;
}

const chosen = ([name]: readonly [string, unknown]): boolean => name.includes(flags.only);
let files = 0;
let seconds = 0;
for (const [name, property] of Object.entries(FILE_PROPERTIES).filter(chosen)) {
  seconds += attempt(name, property.check);
  files += property.files * numRuns;
}
for (const [name, check] of Object.entries(TEXT_PROPERTIES).filter(chosen)) attempt(name, check);
if (files > 0) console.log(`${files} stack files in ${seconds.toFixed(1)} s`);
