import { readFileSync } from 'node:fs';
import type { CurrentStack } from '../../shared/rollout/plan/current-stack.ts';
import { manyServices } from './many-services.ts';
import { planAll } from './one-plan.ts';

/** The most memory this process ever held, in megabytes (10^6 bytes). */
function peak(): number {
  return (process.resourceUsage().maxRSS * 1024) / 1e6;
}

/**
 * Prints what one deployment takes, as a step makes one and no more: the memory, what of it Node and the code take,
 * and how long the first plan of a process takes, in milliseconds.
 */
function main(count: number, storedFile: string): void {
  const loaded = peak();
  const stored = JSON.parse(readFileSync(storedFile, 'utf8')) as CurrentStack;
  const text = manyServices(count);
  const startedAt = performance.now();
  planAll(text, '2', stored, 'update');
  console.log(JSON.stringify({ peak: peak(), loaded, milliseconds: performance.now() - startedAt }));
}

main(Number(process.argv[2]), process.argv[3] ?? '');
