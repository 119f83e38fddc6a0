import { isNotFound } from '../../engine/engine-errors.ts';

export interface Removals<T> {
  /** In their order. */
  readonly removed: readonly T[];
  /** Why the others were not, a sentence each. */
  readonly problems: readonly string[];
}

/** Removes all at the same time; what is not there any more counts as removed. Never rejects. */
export async function removeEach<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  remove: (item: T) => Promise<void>,
): Promise<Removals<T>> {
  const problems = new Map<T, string>();
  await Promise.all(
    items.map(async (item) => {
      try {
        await remove(item);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (!isNotFound(error)) problems.set(item, `The ${nameOf(item)} could not be removed: ${reason}`);
      }
    }),
  );
  return { removed: items.filter((item) => !problems.has(item)), problems: [...problems.values()] };
}
