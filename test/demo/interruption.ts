import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
 * Aborts with `Interrupted` at the first signal, or when nobody reads the output any more; whatever comes after
 * that is not heard, so that the cleaning up is not interrupted in its turn.
 */
export function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => controller.abort(new Interrupted(signal)));
  process.stdout.on('error', () => controller.abort(new Interrupted('SIGHUP')));
  return controller.signal;
}
