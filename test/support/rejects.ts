/** The error of a given class that a promise must reject with. */
export async function rejects<T extends Error>(
  promise: Promise<unknown>,
  kind: abstract new (...args: never[]) => T,
): Promise<T> {
  const reason: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (reason instanceof kind) return reason;
  throw new Error(`Expected to be rejected with ${kind.name}`, { cause: reason });
}
