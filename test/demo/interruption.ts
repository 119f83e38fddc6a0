import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LOOK_EVERY_MS = 500;

/** Somebody wants the demo to end. */
export class Interrupted extends Error {
  /** What a shell gives for a program that the signal ended. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`Interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Aborts with `Interrupted` at the first signal, and when nobody reads the output any more; whatever comes after
 * that is not heard, so that the cleaning up is not interrupted in its turn. npm hands a SIGTERM only to its shell,
 * which dies of it in silence: hence the look at the parent.
 */
export function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  const abort = (signal: (typeof SIGNALS)[number]): void => controller.abort(new Interrupted(signal));
  for (const signal of SIGNALS) process.on(signal, () => abort(signal));
  process.stdout.on('error', () => abort('SIGHUP'));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) abort('SIGTERM');
  }, LOOK_EVERY_MS).unref();
  return controller.signal;
}
