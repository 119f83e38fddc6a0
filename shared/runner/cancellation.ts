/** The runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s after that: this leaves time to say what happened. */
const GRACE_MS = 1_500;

export interface Cancellation {
  /** Aborts with the first signal of the runner. */
  readonly signal: AbortSignal;
  /** What `work` gives; CancelledError when the job is cancelled and `work` does not end soon after. */
  bound<T>(work: Promise<T>): Promise<T>;
}

/** The job was cancelled while something was under way that gives no answer. */
export class CancelledError extends Error {
  constructor() {
    super('Cancelled while an answer was awaited. If a write was under way, it may still be carried out.');
    this.name = 'CancelledError';
  }
}

export function listenForCancellation(): Cancellation {
  const controller = new AbortController();
  const { signal } = controller;
  const cancel = (): void => controller.abort(new CancelledError());
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  return { signal, bound: (work) => Promise.race([work, graceAfter(signal)]) };
}

function graceAfter(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), GRACE_MS));
  return promise;
}
