import { compareBytes } from './compare-bytes.ts';

const ALL = 'ALL';
/** Docker's word for "forget what was set before"; it means nothing in a stack file. */
const RESET = 'RESET';

export interface Capabilities {
  readonly add: readonly string[];
  readonly drop: readonly string[];
}

/** What is left when both lists are in force: adding wins over dropping, `ALL` over single ones. Sorted. */
export function effectiveCapabilities(add: readonly string[], drop: readonly string[]): Capabilities {
  const added = normalize(add);
  const dropped = normalize(drop);
  return {
    add: [...added].sort(compareBytes),
    drop: [...dropped].filter((capability) => !added.has(capability)).sort(compareBytes),
  };
}

function normalize(capabilities: readonly string[]): ReadonlySet<string> {
  const names = new Set(capabilities.map(normalizeOne));
  if (names.has(ALL)) return new Set([ALL]);
  names.delete(RESET);
  return names;
}

function normalizeOne(capability: string): string {
  const name = capability.trim().toUpperCase();
  return name === ALL || name === RESET || name.startsWith('CAP_') ? name : `CAP_${name}`;
}
