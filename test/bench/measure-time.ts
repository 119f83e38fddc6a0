import { manyServices, readManyServices } from './many-services.ts';
import { planAll } from './one-plan.ts';
import { storedStack } from './stored-stack.ts';

const WARM_UP_RUNS = 8;
const RUNS = 15;

/** In milliseconds. */
interface Times {
  readonly median: number;
  readonly fastest: number;
}

/** Prints the times of reading and planning against a swarm that holds the same, and one with other images. */
function main(count: number): void {
  const text = manyServices(count);
  const stored = storedStack(readManyServices(text, '1'));
  const unchanged = measure(() => planAll(text, '1', stored, 'unchanged'));
  const changed = measure(() => planAll(text, '2', stored, 'update'));
  console.log(JSON.stringify({ unchanged, changed }));
}

function measure(work: () => void): Times {
  for (let run = 0; run < WARM_UP_RUNS; run += 1) work();
  const times = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  }).toSorted((a, b) => a - b);
  return { median: times[(RUNS - 1) / 2] ?? Number.NaN, fastest: times[0] ?? Number.NaN };
}

main(Number(process.argv[2]));
