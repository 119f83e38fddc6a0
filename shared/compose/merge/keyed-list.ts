import type { ListNode, Node } from '../document/node.ts';
import { itemsOf } from '../document/values.ts';
import type { MergeRule } from './merge-rule.ts';

/**
 * Merges lists whose items have a key: a later item takes the place of the earlier one of its key, others are added.
 * Items without a key are all kept, and so is what one file says twice: that is reported elsewhere.
 */
export function keyedList(
  keyOf: (item: Node) => string | undefined,
  unfold: (items: readonly Node[]) => readonly Node[] = (items) => items,
): MergeRule {
  return (base, later): ListNode => {
    const added = unfold(itemsOf(later));
    const replaced = new Map(added.map((item) => [keyOf(item), item]));
    replaced.delete(undefined);
    const kept = unfold(itemsOf(base)).map((item) => {
      const key = keyOf(item);
      return (key === undefined ? undefined : replaced.get(key)) ?? item;
    });
    const items = [...kept, ...added.filter((item) => !kept.includes(item))];
    return { kind: 'list', items, position: base.position, path: base.path };
  };
}
