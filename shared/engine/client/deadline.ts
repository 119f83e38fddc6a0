export interface Deadline {
  readonly timeoutMs: number;
  readonly expired: () => Error;
  /** Each ends the work early, with its reason as the error. */
  readonly cancelledBy: readonly AbortSignal[];
}

/**
 * Ends with the work, the time-out or the first cancellation, even if the work ignores its signal. The signal
 * is not aborted when the work ends in time, so that a stream it opened lives on.
 */
export async function withDeadline<T>(
  deadline: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (reason: unknown) => {
    controller.abort(reason);
    reject(reason);
  };
  const timer = setTimeout(() => abort(deadline.expired()), deadline.timeoutMs);
  const listeners = deadline.cancelledBy.map((signal) => {
    const listener = () => abort(signal.reason);
    signal.addEventListener('abort', listener);
    if (signal.aborted) listener();
    return { signal, listener };
  });
  try {
    return await Promise.race([aborted, controller.signal.aborted ? aborted : work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener);
  }
}
