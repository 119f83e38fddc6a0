import type { StampedLine } from '../../engine/objects.ts';

/** The two streams are stamped apart, so that a line of one may come behind a later one of the other. */
const DISORDER_MS = 1_000;

interface Seen {
  readonly at: string;
  /** Lines with that very time stamp. */
  readonly count: number;
}

/**
 * Tells lines of one task's log that were not seen yet from those that come again, because a log is read anew from
 * some time stamp on. Takes the lines of each reading in their order, none left out in between.
 */
export class NewLines {
  readonly #seen = new Map<StampedLine['stream'], Seen>();
  /** How many lines with the last time stamp the present reading has shown. */
  readonly #shown = new Map<StampedLine['stream'], Seen>();

  /** From where on a new reading must give the lines. Begins that reading. */
  begin(): string | undefined {
    this.#shown.clear();
    const last = [...this.#seen.values()]
      .map(({ at }) => at)
      .sort()
      .at(-1);
    return last === undefined ? undefined : earlier(last);
  }

  isNew({ stream, at }: StampedLine): boolean {
    const seen = this.#seen.get(stream);
    if (seen !== undefined && at < seen.at) return false;
    if (seen?.at !== at) {
      this.#note(stream, { at, count: 1 });
      return true;
    }
    const count = (this.#shown.get(stream)?.count ?? 0) + 1;
    this.#shown.set(stream, { at, count });
    if (count <= seen.count) return false;
    this.#seen.set(stream, { at, count });
    return true;
  }

  #note(stream: StampedLine['stream'], seen: Seen): void {
    this.#seen.set(stream, seen);
    this.#shown.set(stream, seen);
  }
}

function earlier(stamp: string): string {
  const [seconds = '', fraction = '0'] = stamp.replace(/Z$/, '').split('.');
  const moved = new Date(Date.parse(`${seconds}Z`) - DISORDER_MS).toISOString().slice(0, 19);
  return `${moved}.${fraction}Z`;
}
