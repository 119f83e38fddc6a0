import type { Node } from '../document/node.ts';
import { asPrintedText, asText } from '../document/values.ts';

/**
 * Reads what may be a mapping or a list of `key=value`, in the order of the file. Without a value there is `null`;
 * of equal keys in a list the last one counts.
 */
export function readMapping(node: Node | undefined): ReadonlyMap<string, string | null> {
  if (node?.kind === 'map') {
    return new Map(node.entries.map(({ key, value }) => [key, asPrintedText(value) ?? null]));
  }
  if (node?.kind !== 'list') return new Map();
  return new Map(node.items.flatMap((item) => splitPair(asText(item))));
}

/** The same for places that know no absence: no value is an empty one. */
export function readTextMapping(node: Node | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries([...readMapping(node)].map(([key, value]) => [key, value ?? '']));
}

/** Options of a driver; `undefined` when the key is absent, which is not the same as empty. */
export function readOptions(node: Node | undefined): Readonly<Record<string, string>> | undefined {
  return node?.kind === 'map' ? readTextMapping(node) : undefined;
}

function splitPair(pair: string | undefined): readonly (readonly [string, string | null])[] {
  if (pair === undefined) return [];
  const at = pair.indexOf('=');
  return [at < 0 ? [pair, null] : [pair.slice(0, at), pair.slice(at + 1)]];
}
