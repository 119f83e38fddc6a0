/** Far above any real stack file, far below what a file made of aliases of aliases can reach. */
const MOST_NODES = 100_000;

/** Far above any real stack file, far below what exhausts the call stack. */
const MOST_LEVELS = 200;

/** Thrown for a file that is made to exhaust its reader. */
export class TooLarge extends Error {}

/** Counts the values of a file while its aliases are unfolded. */
export class UnfoldingLimit {
  #nodes = 0;

  count(level: number): void {
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) throw new TooLarge(`The file unfolds to more than ${MOST_NODES} values.`);
    if (level > MOST_LEVELS) throw new TooLarge(`The file is nested more than ${MOST_LEVELS} levels deep.`);
  }
}
