import type { RolloutLog } from '../rollout-log.ts';

export interface ApplyOptions {
  readonly log: RolloutLog;
  /** Once aborted, nothing more is written. */
  readonly signal: AbortSignal;
}

/** Some writes failed; the others of the same step were carried out. */
export class ApplyError extends Error {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super('The plan could not be carried out completely.');
    this.name = 'ApplyError';
    this.errors = errors;
  }
}

export interface Write<T> {
  /** As in `service shop_web`. */
  readonly name: string;
  readonly write: () => Promise<T>;
}

/**
 * Carries out writes at the same time and gives their results by name. Runs to its end even when a part of it fails, so
 * that no write is on its way any more when the ApplyError is thrown.
 */
export async function applyStep<T>(
  writes: readonly Write<T>[],
  { log, signal }: ApplyOptions,
  said: 'Wrote' | 'Removed' = 'Wrote',
): Promise<ReadonlyMap<string, T>> {
  signal.throwIfAborted();
  const results = new Map<string, T>();
  const outcomes = await Promise.allSettled(
    writes.map(async ({ name, write }) => {
      results.set(name, await write());
      log.info(`${said} ${name}`);
    }),
  );
  const errors = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason);
  if (errors.length > 0) throw new ApplyError(errors);
  return results;
}
