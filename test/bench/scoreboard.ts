import { loadavg } from 'node:os';

export interface Bar {
  /** As in `at most 1.03`. */
  readonly words: string;
  readonly isHeld: boolean;
}

/** Prints a Markdown table row by row, so that a run that is ended early has told what it found. */
export class Scoreboard {
  #missed = 0;

  title(words: string): void {
    console.log(`\n${words}\n\n| what | figure | bar | | load |\n|---|---|---|---|---|`);
  }

  row(what: string, figure: string, bar?: Bar): void {
    if (bar !== undefined && !bar.isHeld) this.#missed += 1;
    const judged = bar === undefined ? '' : bar.isHeld ? 'PASS' : 'MISS';
    console.log(
      `| ${what} | ${figure} | ${bar?.words ?? ''} | ${judged} | ${(loadavg()[0] ?? 0).toFixed(1)} |`,
    );
  }

  get isAllHeld(): boolean {
    return this.#missed === 0;
  }
}

export function atMost(value: number, limit: number): Bar {
  return { words: `at most ${limit}`, isHeld: value <= limit };
}

export function atLeast(value: number, limit: number): Bar {
  return { words: `at least ${limit} x`, isHeld: value >= limit };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
