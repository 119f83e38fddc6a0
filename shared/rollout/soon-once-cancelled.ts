import type { Clock } from './watch/clock.ts';

/** The runner leaves a cancelled step little time, and what must be said is said after two of these. */
const MOST_MS = 500;

/** What `work` gives; an error when the job is cancelled, before or meanwhile, and no answer comes soon after that. */
export async function soonOnceCancelled<T>(
  work: Promise<T>,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<T> {
  const done = new AbortController();
  const silence = abortOf(signal, done.signal).then(() => clock.sleep(MOST_MS, done.signal));
  try {
    return await Promise.race([
      work,
      silence.then((): never => {
        throw new Error('The engine does not answer.');
      }),
    ]);
  } finally {
    done.abort();
  }
}

function abortOf(signal: AbortSignal, until: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true, signal: until });
  return promise;
}
