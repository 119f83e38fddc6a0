import type { Writable } from 'node:stream';

interface Parcel {
  /** `undefined` marks the end of the stream. */
  readonly data: Buffer | undefined;
  readonly due: number;
}

/** The rate of one direction of a link; all connections take their turn at it. */
export class SharedRate {
  readonly #bytesPerMs: number;
  #freeAt = 0;

  constructor(megabitsPerSecond: number | undefined) {
    this.#bytesPerMs = megabitsPerSecond === undefined ? Number.POSITIVE_INFINITY : megabitsPerSecond * 125;
  }

  /** The time at which the last of `bytes` given now has left. */
  departure(now: number, bytes: number): number {
    this.#freeAt = Math.max(now, this.#freeAt) + bytes / this.#bytesPerMs;
    return this.#freeAt;
  }
}

/** One direction of one connection: hands on what it takes in, in order and late. */
export class DelayLine {
  readonly #output: Writable;
  readonly #delayMs: number;
  readonly #rate: SharedRate;
  readonly #parcels: Parcel[] = [];
  #timer: NodeJS.Timeout | undefined;
  #frozen = false;
  /** Bytes on their way. */
  held = 0;
  onDelivered: () => void = () => {};

  constructor(output: Writable, delayMs: number, rate: SharedRate) {
    this.#output = output;
    this.#delayMs = delayMs;
    this.#rate = rate;
  }

  /** Takes a chunk as if it were sent at `sentAt` or later; `undefined` ends the line. */
  send(data: Buffer | undefined, sentAt = 0): void {
    const bytes = data?.length ?? 0;
    const leaves = this.#rate.departure(Math.max(performance.now(), sentAt), bytes);
    this.held += bytes;
    this.#parcels.push({ data, due: leaves + this.#delayMs });
    this.#schedule();
  }

  freeze(): void {
    this.#frozen = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    const next = this.#parcels[0];
    if (this.#timer !== undefined || this.#frozen || next === undefined) return;
    this.#timer = setTimeout(() => this.#deliver(), Math.max(0, next.due - performance.now()));
  }

  #deliver(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (let next = this.#parcels[0]; next && next.due <= now; next = this.#parcels[0]) {
      this.#parcels.shift();
      if (next.data === undefined) this.#output.end();
      else this.#output.write(next.data);
      this.held -= next.data?.length ?? 0;
    }
    this.onDelivered();
    this.#schedule();
  }
}
