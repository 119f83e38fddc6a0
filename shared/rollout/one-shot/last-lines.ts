/** The last lines of many. */
export class LastLines<Line> {
  readonly #most: number;
  #lines: Line[] = [];
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(line: Line): void {
    this.#count += 1;
    this.#lines.push(line);
    if (this.#lines.length >= 2 * this.#most) this.#lines = this.#lines.slice(-this.#most);
  }

  /** Of all that were added. */
  get count(): number {
    return this.#count;
  }

  get lines(): readonly Line[] {
    return this.#lines.slice(-this.#most);
  }
}
