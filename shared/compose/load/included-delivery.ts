import { isDeepStrictEqual } from 'node:util';
import { DELIVERY_KEY } from '../delivery/read-delivery.ts';
import type { MapNode, Node } from '../document/node.ts';
import { valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import { DELIVERY_RULE } from '../merge/delivery-rules.ts';
import { mergeNode } from '../merge/merge-rule.ts';

/** Adds what an included stack asks of its delivery; a file that is included twice asks once. */
export function addDelivery(root: MapNode, included: MapNode, findings: Findings): MapNode {
  const added = included.entries.find(({ key }) => key === DELIVERY_KEY);
  if (added === undefined) return root;
  const own = valueAt(root, DELIVERY_KEY);
  if (own === undefined) return { ...root, entries: [...root.entries, added] };
  const news = withoutItemsOf(own, added.value);
  const value = mergeNode(DELIVERY_RULE, own, news, { findings, emptyReplaces: false });
  const entries = root.entries.map((entry) => (entry.key === DELIVERY_KEY ? { ...entry, value } : entry));
  return { ...root, entries };
}

/** Leaves out of the lists of `node` what stands in those of `present`, from the same place of the same file. */
function withoutItemsOf(present: Node | undefined, node: Node): Node {
  if (node.kind === 'map') {
    const entries = node.entries.map((entry) => ({
      ...entry,
      value: withoutItemsOf(valueAt(present, entry.key), entry.value),
    }));
    return { ...node, entries };
  }
  if (node.kind !== 'list' || present?.kind !== 'list') return node;
  const isNew = (item: Node): boolean =>
    !present.items.some(({ position }) => isDeepStrictEqual(position, item.position));
  return { ...node, items: node.items.filter(isNew) };
}
