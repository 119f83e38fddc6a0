/** What Swarm takes as the name of a config or secret, measured. */
export const LONGEST_NAME = 64;

const HASH_LENGTH = 8;

/**
 * The name of later content of a config or secret, which Swarm cannot change: the first version has the plain name.
 * The same content always gets the same name, so that going back finds what was there.
 */
export function versionedName(plain: string, hash: string): string {
  return `${plain}.${hash.slice(0, HASH_LENGTH)}`;
}

/** What a versioned name was made from; undefined for a plain name. */
export function plainNameOf(name: string): string | undefined {
  return /^(.+)\.[0-9a-f]{8}$/.exec(name)?.[1];
}

/** Whether an object holds some version of the content that the stack file calls `plain`. */
export function isVersionOf(name: string, plain: string): boolean {
  return name === plain || plainNameOf(name) === plain;
}

/** The stored versions, the plain one first. */
export function versionsOf<T extends { readonly Spec: { readonly Name: string } }>(
  plain: string,
  stored: readonly T[],
): readonly T[] {
  return stored
    .filter((object) => isVersionOf(object.Spec.Name, plain))
    .toSorted((a, b) => (a.Spec.Name < b.Spec.Name ? -1 : 1));
}
