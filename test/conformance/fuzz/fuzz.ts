/**
 * `npm run fuzz -- [--runs N] [--seed S] [--only TEXT]` tries each property of `properties.ts` N times, 5000 unless
 * told, and prints the seed that repeats the run.
 */
import { parseArgs } from 'node:util';
import { PROPERTIES } from './properties.ts';

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string', default: '' },
  },
});
const numRuns = Number(flags.runs);
const seed = Number(flags.seed);
console.log(`seed ${seed}, ${numRuns} runs of each property`);

for (const [name, check] of Object.entries(PROPERTIES)) {
  if (!name.includes(flags.only)) continue;
  const failure = check({ numRuns, seed });
  console.log(`${failure === undefined ? 'ok    ' : 'FAILED'} ${name}`);
  if (failure === undefined) continue;
  process.exitCode = 1;
  console.log(failure);
}
