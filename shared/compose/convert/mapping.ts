import type { MapEntry, MapNode, Node } from '../document/node.ts';
import { asPrintedText, asText } from '../document/values.ts';

/**
 * Turns what may be a mapping or a list of `key=value` into a mapping, in the order of the file. Without a value
 * there is null; of equal keys in a list the last one counts.
 */
export function toMapping(node: Node): MapNode {
  if (node.kind === 'map') return node;
  const items = node.kind === 'list' ? node.items : [];
  const entries = new Map(items.flatMap((item) => splitPair(item, node.path)));
  const { position, path, tag } = node;
  return {
    kind: 'map',
    entries: [...entries.values()],
    position,
    path,
    ...(tag === undefined ? {} : { tag }),
  };
}

/** Reads a mapping or a list of `key=value`; without a value there is `null`. */
export function readMapping(node: Node | undefined): ReadonlyMap<string, string | null> {
  if (node === undefined) return new Map();
  return new Map(toMapping(node).entries.map(({ key, value }) => [key, asPrintedText(value) ?? null]));
}

/** The same for places that know no absence: no value is an empty one. */
export function readTextMapping(node: Node | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries([...readMapping(node)].map(([key, value]) => [key, value ?? '']));
}

/** Options of a driver; `undefined` when the key is absent, which is not the same as empty. */
export function readOptions(node: Node | undefined): Readonly<Record<string, string>> | undefined {
  return node?.kind === 'map' ? readTextMapping(node) : undefined;
}

function splitPair(item: Node, path: string): readonly (readonly [string, MapEntry])[] {
  const pair = asText(item);
  if (pair === undefined) return [];
  const at = pair.indexOf('=');
  const key = at < 0 ? pair : pair.slice(0, at);
  const { position } = item;
  const value: Node = {
    kind: 'scalar',
    value: at < 0 ? null : pair.slice(at + 1),
    substituted: false,
    position,
    path: `${path}.${key}`,
  };
  return [[key, { key, keyPosition: position, value }]];
}
