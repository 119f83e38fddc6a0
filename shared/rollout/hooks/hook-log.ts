import type { LogLine } from '../../engine/objects.ts';
import { LastLines } from '../one-shot/last-lines.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Clock } from '../watch/clock.ts';

/** The runner keeps such a log and still shows it; a program that writes more is stuck in a loop, most likely. */
const MOST_LINES = 50_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;
const LONGEST_LINE = 2_000;
/** Shown of what comes after the limit. */
const LINES_AT_END = 100;
const LONGEST_SILENCE_MS = 14_000;

/** What a hook writes, in the log of the step: each line behind the hook's name, a flood only in part. */
export class HookLog {
  readonly #name: string;
  readonly #log: RolloutLog;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #unshown = new LastLines<string>(LINES_AT_END);
  #lines = 0;
  #characters = 0;
  #lastLineAt: number;

  constructor(name: string, log: RolloutLog, clock: Clock) {
    this.#name = name;
    this.#log = log;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#lastLineAt = this.#startedAt;
  }

  line({ text }: LogLine): void {
    const shown = printable(text);
    if (this.#lines >= MOST_LINES || this.#characters >= MOST_CHARACTERS) {
      this.#unshown.add(shown);
      return;
    }
    this.#lines += 1;
    this.#characters += shown.length;
    this.#say(` | ${shown}`);
  }

  /** Says how it goes when nothing was said for a while. */
  look(progress: string): void {
    const now = this.#clock.now();
    if (now - this.#lastLineAt < LONGEST_SILENCE_MS) return;
    const flood = this.#unshown.count === 0 ? '' : `, ${this.#unshown.count} more lines not shown`;
    this.#say(`: ${progress}, ${Math.round((now - this.#startedAt) / 1000)} s${flood}`);
  }

  /** The end of what was too much. */
  finish(): void {
    const { count, lines } = this.#unshown;
    if (count > lines.length)
      this.#say(`: ${count - lines.length} lines left out; the last ${lines.length}:`);
    for (const line of lines) this.#say(` | ${line}`);
  }

  #say(words: string): void {
    this.#lastLineAt = this.#clock.now();
    this.#log.info(`${this.#name}${words}`);
  }
}

/** Tabs, and what begins a colour. */
const KEPT: ReadonlySet<string> = new Set(['\t', '\u001b']);

/** A carriage return would begin a line of its own. */
function printable(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, (character) => (KEPT.has(character) ? character : ' '));
  if (plain.length <= LONGEST_LINE) return plain;
  return `${plain.slice(0, LONGEST_LINE)} ... (${plain.length - LONGEST_LINE} more characters)`;
}
