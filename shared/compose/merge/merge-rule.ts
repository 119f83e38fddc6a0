import { formatPosition } from '../../errors/user-error.ts';
import type { MapEntry, MapNode, Node } from '../document/node.ts';
import { isNull, itemsOf } from '../document/values.ts';
import type { Findings } from '../findings.ts';

/** How two things are laid over each other. */
export interface Merging {
  readonly findings: Findings;
  /**
   * Whether an empty text, 0, false or an empty list replaces what stands before it. In several files of
   * `docker stack deploy` it does not; of the service that another extends it does.
   */
  readonly emptyReplaces: boolean;
}

/** Lays a later value over an earlier one; neither is absent, broken or tagged. */
export type MergeRule = (base: Node, later: Node, merging: Merging) => Node;

/** Applies a rule unless a tag says otherwise. A value without anything in it is no value. */
export function mergeNode(rule: MergeRule, base: Node, later: Node, merging: Merging): Node {
  if (later.tag !== undefined || base.tag === 'reset') return later;
  if (isNull(later)) return base;
  if (isNull(base) || base.kind === 'broken' || later.kind === 'broken') return later;
  return rule(base, later, merging);
}

export function replace(_base: Node, later: Node): Node {
  return later;
}

/** The later value, unless it is empty in the sense of its type. */
export function latest(isZero: (node: Node) => boolean): MergeRule {
  return (base, later, merging) => {
    if (merging.emptyReplaces || !isZero(later) || isZero(base)) return later;
    merging.findings.warn(
      later,
      `${later.path} does not replace the value in ${formatPosition(base.position)}, because it is empty or zero, as in docker stack deploy; write !override before it to replace.`,
    );
    return base;
  };
}

/** Joins two lists; a single text is a list of one. */
export function append(base: Node, later: Node): Node {
  return {
    kind: 'list',
    items: [...itemsOf(base), ...itemsOf(later)],
    position: base.position,
    path: base.path,
  };
}

/** Merges mappings key by key: each with its own rule, the rest with `others`. */
export function fields(rules: Readonly<Record<string, MergeRule>>, others: MergeRule = replace): MergeRule {
  const ruleOf = (key: string): MergeRule => (Object.hasOwn(rules, key) ? (rules[key] ?? others) : others);
  return (base, later, merging) =>
    base.kind === 'map' && later.kind === 'map'
      ? mergeEntries(base, later, (key, a, b) => mergeNode(ruleOf(key), a, b, merging))
      : later;
}

/** Keys keep the order and the place in which they first appear. */
export function mergeEntries(
  base: MapNode,
  later: MapNode,
  mergeValues: (key: string, base: Node, later: Node) => Node,
): MapNode {
  const added = new Map(later.entries.map((entry) => [entry.key, entry]));
  const merged = base.entries.map((entry): MapEntry => {
    const over = added.get(entry.key);
    if (over === undefined) return entry;
    added.delete(entry.key);
    const value = mergeValues(entry.key, entry.value, over.value);
    return value === over.value ? over : { ...entry, value };
  });
  return { ...base, entries: [...merged, ...added.values()] };
}
