import { isReadable, type ReleaseEntry } from '../../release/ledger/release-entry.ts';
import type { CurrentStack } from './current-stack.ts';

/**
 * The stack as the releases know it: services that none of them names count as somebody else's, so that going back
 * does not remove them.
 */
export function knownToReleases(
  stack: string,
  current: CurrentStack,
  releases: readonly ReleaseEntry[],
): CurrentStack {
  const keys = releases.flatMap(({ contents }) =>
    isReadable(contents) ? contents.images.map(({ service }) => service) : [],
  );
  const names = new Set(keys.flatMap((key) => [key, `${stack}_${key}`]));
  return {
    ...current,
    services: current.services.filter(({ Spec }) => names.has(Spec.Name)),
    otherServices: [
      ...current.otherServices,
      ...current.services.filter(({ Spec }) => !names.has(Spec.Name)),
    ],
  };
}
