import type { Engine } from '../../engine/engine.ts';
import type { LogLine } from '../../engine/objects.ts';
import type { Clock } from '../watch/clock.ts';
import { NewLines } from './new-lines.ts';

/** The engine may fall silent although there are lines; a program may be silent too, so it is only asked anew. */
const LONGEST_SILENCE_MS = 10_000;
const PAUSE_AFTER_LOSS_MS = 1_000;
const LAST_READINGS = 3;

export interface TaskLogOptions {
  readonly clock: Clock;
  readonly onLine: (line: LogLine) => void;
  /** Before the last lines are asked for once more. */
  readonly onLook?: (progress: string) => void;
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
      if (reading > 1) {
        this.#options.onLook?.(`its last lines are to be had: ${problem}`);
        await this.#options.clock.sleep(PAUSE_AFTER_LOSS_MS, signal);
      }
      problem = await this.#readRest(taskId, signal);
      if (problem === undefined) return undefined;
    }
    return problem;
  }

  async #readRest(taskId: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      const fellSilent = await this.#readUntilSilent(taskId, false, signal);
      return fellSilent ? `the engine gave no more of it for ${LONGEST_SILENCE_MS / 1000} s` : undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #follow(taskId: string): Promise<void> {
    const stopped = this.#stopped.signal;
    while (!stopped.aborted) {
      const fellSilent = await this.#readUntilSilent(taskId, true, stopped).catch(() => false);
      if (!fellSilent) await this.#options.clock.sleep(PAUSE_AFTER_LOSS_MS, stopped);
    }
  }

  async #readUntilSilent(taskId: string, follow: boolean, signal: AbortSignal): Promise<boolean> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), LONGEST_SILENCE_MS);
    const since = this.#newLines.begin();
    const options = { follow, signal: AbortSignal.any([signal, silence.signal]), ...(since && { since }) };
    try {
      for await (const line of this.#engine.logs.lines(taskId, options)) {
        timer.refresh();
        if (this.#newLines.isNew(line)) this.#options.onLine({ stream: line.stream, text: line.text });
      }
    } finally {
      clearTimeout(timer);
    }
    return silence.signal.aborted;
  }
}
