/**
 * The list with what `change` makes of its items; `undefined` takes one out. It is the same list when nothing changed,
 * because most of a stack file passes every step as it is.
 */
export function mapUnlessSame<Item extends object>(
  items: readonly Item[],
  change: (item: Item, index: number) => Item | undefined,
): readonly Item[] {
  let changed: Item[] | undefined;
  let index = 0;
  for (const item of items) {
    const result = change(item, index);
    if (changed === undefined && result !== item) changed = items.slice(0, index);
    if (result !== undefined) changed?.push(result);
    index += 1;
  }
  return changed ?? items;
}
