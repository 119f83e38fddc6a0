import { manyServices, readManyServices } from './many-services.ts';
import { planAll } from './one-plan.ts';
import { storedStack } from './stored-stack.ts';

const WARM_UP_RUNS = 8;
const RUNS = 15;

/** In milliseconds; `processor` is the time that all threads together had a processor in the median run. */
interface Times {
  readonly median: number;
  readonly fastest: number;
  readonly processor: number;
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
  const runs = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return { elapsed: performance.now() - startedAt, processor: (user + system) / 1000 };
  });
  const elapsed = sorted(runs.map((run) => run.elapsed));
  const processor = sorted(runs.map((run) => run.processor));
  return { median: middle(elapsed), fastest: elapsed[0] ?? Number.NaN, processor: middle(processor) };
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

function middle(values: readonly number[]): number {
  return values[(RUNS - 1) / 2] ?? Number.NaN;
}

main(Number(process.argv[2]));
