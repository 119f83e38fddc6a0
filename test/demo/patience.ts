const SILENCE_MS = 5_000;

/** Says what is being waited for, and again every 5 s, until it is there. */
export async function sayWhile<T>(what: string, work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  console.log(`${what} ...`);
  const timer = setInterval(() => {
    console.log(`  still at it, ${Math.round((performance.now() - startedAt) / 1000)} s`);
  }, SILENCE_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
