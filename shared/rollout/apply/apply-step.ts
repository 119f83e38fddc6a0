import type { RolloutLog } from '../rollout-log.ts';

/** Some writes failed; the others of the same step were carried out. */
export class ApplyError extends Error {
  readonly errors: readonly unknown[];
  readonly written: readonly string[];

  constructor(errors: readonly unknown[], written: readonly string[]) {
    super('The plan could not be carried out completely.');
    this.name = 'ApplyError';
    this.errors = errors;
    this.written = written;
  }
}

export type Step = <T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  write: (item: T) => Promise<string>,
) => Promise<readonly string[]>;

interface StepOptions {
  readonly log: RolloutLog;
  readonly signal: AbortSignal;
}

/** Runs one step to its end even when a part of it fails, so that what was written is known. */
export function applyStepper(written: string[], { log, signal }: StepOptions): Step {
  return async (items, nameOf, write) => {
    signal.throwIfAborted();
    const outcomes = await Promise.allSettled(
      items.map(async (item) => {
        const id = await write(item);
        written.push(nameOf(item));
        log.info(`Wrote ${nameOf(item)}`);
        return id;
      }),
    );
    const errors = outcomes
      .filter((outcome) => outcome.status === 'rejected')
      .map((outcome) => outcome.reason);
    if (errors.length > 0) throw new ApplyError(errors, written);
    return outcomes.filter((outcome) => outcome.status === 'fulfilled').map((outcome) => outcome.value);
  };
}
