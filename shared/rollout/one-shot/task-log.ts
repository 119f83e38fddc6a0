import type { Engine } from '../../engine/engine.ts';
import type { LogLine } from '../../engine/objects.ts';
import type { Clock } from '../watch/clock.ts';
import { NewLines } from './new-lines.ts';

/** The engine may fall silent although there are lines; a program may be silent too, so it is only asked anew. */
const LONGEST_SILENCE_MS = 10_000;
const PAUSE_AFTER_LOSS_MS = 1_000;
/** For each reading of what is left, of which there may be several megabytes. */
const LAST_READING_MS = 30_000;
const LAST_READINGS = 3;

export interface TaskLogOptions {
  readonly clock: Clock;
  readonly onLine: (line: LogLine) => void;
}

/**
 * Hands on every line of a task once and in order, while it runs and to its end: what the engine leaves out or says
 * twice while it is followed, a last reading after the end mends.
 */
export class TaskLog {
  readonly #engine: Engine;
  readonly #options: TaskLogOptions;
  readonly #newLines = new NewLines();
  readonly #stopped = new AbortController();
  #following: Promise<void> | undefined;

  constructor(engine: Engine, options: TaskLogOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** Goes on until `stop` or `finish`; an error that lasts shows in the last reading. */
  follow(taskId: string): void {
    this.#following ??= this.#follow(taskId);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#following;
  }

  /** Once the task has ended: hands on what is left. Resolves with the reason why lines may be missing. */
  async finish(taskId: string, signal: AbortSignal): Promise<string | undefined> {
    await this.stop();
    let problem: string | undefined;
    for (let reading = 1; reading <= LAST_READINGS && !signal.aborted; reading += 1) {
      if (reading > 1) await this.#options.clock.sleep(PAUSE_AFTER_LOSS_MS, signal);
      problem = await this.#readRest(taskId, signal);
      if (problem === undefined) return undefined;
    }
    return problem;
  }

  async #readRest(taskId: string, signal: AbortSignal): Promise<string | undefined> {
    const late = AbortSignal.timeout(LAST_READING_MS);
    try {
      await this.#handOn(taskId, false, AbortSignal.any([late, signal]));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return late.aborted ? `the engine gave no more of it for ${LAST_READING_MS / 1000} s` : undefined;
  }

  async #follow(taskId: string): Promise<void> {
    const stopped = this.#stopped.signal;
    while (!stopped.aborted) {
      const silent = new AbortController();
      const timer = setTimeout(() => silent.abort(), LONGEST_SILENCE_MS);
      const signal = AbortSignal.any([stopped, silent.signal]);
      await this.#handOn(taskId, true, signal, () => timer.refresh()).catch(() => undefined);
      clearTimeout(timer);
      if (!silent.signal.aborted) await this.#options.clock.sleep(PAUSE_AFTER_LOSS_MS, stopped);
    }
  }

  async #handOn(taskId: string, follow: boolean, signal: AbortSignal, onSign?: () => void): Promise<void> {
    const since = this.#newLines.begin();
    const from = since === undefined ? {} : { since };
    for await (const line of this.#engine.logs.lines(taskId, { follow, signal, ...from })) {
      onSign?.();
      if (this.#newLines.isNew(line)) this.#options.onLine({ stream: line.stream, text: line.text });
    }
  }
}
