import { compareBytes } from '../convert/compare-bytes.ts';
import { toMapping } from '../convert/mapping.ts';
import type { MapNode, Node, ScalarNode } from '../document/node.ts';
import { asPrintedText, asText, isNull, itemsOf } from '../document/values.ts';
import { append, fields, type MergeRule, mergeEntries } from './merge-rule.ts';

/** Labels and the like: an empty value replaces, and no value is an empty one. */
export const mapping: MergeRule = (base, later) =>
  mergeEntries(withoutNulls(toMapping(base)), withoutNulls(toMapping(later)), (_key, _base, value) => value);

function withoutNulls(node: MapNode): MapNode {
  const entries = node.entries.map((entry) =>
    isNull(entry.value) ? { ...entry, value: { ...(entry.value as ScalarNode), value: '' } } : entry,
  );
  return { ...node, entries };
}

/** An empty or absent value does not replace one that says something. */
export const environment: MergeRule = (base, later, { emptyReplaces }) =>
  mergeEntries(toMapping(base), toMapping(later), (_key, before, value) =>
    emptyReplaces || value.tag !== undefined || before.tag === 'reset' || !isEmpty(value) || isEmpty(before)
      ? value
      : before,
  );

function isEmpty(value: Node): boolean {
  return value.kind === 'scalar' && (asPrintedText(value) ?? '') === '';
}

/** A mapping stands for the sorted list of its lines. */
export const extraHosts: MergeRule = (base, later) => append(hostList(base), hostList(later));

function hostList(node: Node): Node {
  if (node.kind !== 'map') return node;
  const { position, path } = node;
  const items = node.entries
    .flatMap(({ key, value }) =>
      itemsOf(value).flatMap((address): readonly Node[] => {
        const text = asPrintedText(address);
        const { position, path } = address;
        return text === undefined
          ? []
          : [{ kind: 'scalar', value: `${key}:${text}`, substituted: false, position, path }];
      }),
    )
    .sort((a, b) => compareBytes(asText(a) ?? '', asText(b) ?? ''));
  return { kind: 'list', items, position, path };
}

/** A list of names is a mapping without values. */
export function keyMapping(node: Node): MapNode {
  if (node.kind === 'map') return node;
  const entries = itemsOf(node).flatMap((item) => {
    const key = asText(item);
    const value: Node = { ...item, kind: 'scalar', value: null, substituted: false };
    return key === undefined ? [] : [{ key, keyPosition: item.position, value }];
  });
  return { kind: 'map', entries, position: node.position, path: node.path };
}

/** A list of dependencies is a mapping without conditions. */
export const dependencies: MergeRule = (base, later, merging) =>
  fields({}, fields({}))(keyMapping(base), keyMapping(later), merging);
