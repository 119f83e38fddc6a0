import { mapUnlessSame } from '../document/map-unless-same.ts';
import type { MapEntry, MapNode, Node } from '../document/node.ts';

/** The same mapping with other values. */
export function mapEntries(node: MapNode, change: (entry: MapEntry) => Node): MapNode {
  const entries = mapUnlessSame(node.entries, (entry) => {
    const value = change(entry);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries === node.entries ? node : { ...node, entries };
}

/** The same stack file with other services. */
export function mapServices(root: MapNode, change: (entry: MapEntry) => Node): MapNode {
  return mapEntries(root, ({ key, value }) =>
    key === 'services' && value.kind === 'map' ? mapEntries(value, change) : value,
  );
}
