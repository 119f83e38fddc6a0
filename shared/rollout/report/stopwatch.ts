import type { Clock } from '../watch/clock.ts';

/** Seconds of one phase of a run. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

/** Measures phases that follow each other without a gap. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #phases: Phase[] = [];
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** Ends the phase that began with the last call, or with the stopwatch. */
  lap(name: string): void {
    const now = this.#clock.now();
    this.#phases.push({ name, seconds: (now - this.#since) / 1000 });
    this.#since = now;
  }

  phases(): readonly Phase[] {
    return [...this.#phases];
  }
}
