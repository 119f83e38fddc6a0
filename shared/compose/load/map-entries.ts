import type { MapEntry, MapNode, Node } from '../document/node.ts';

/** The same mapping with other values. */
export function mapEntries(node: MapNode, change: (entry: MapEntry) => Node): MapNode {
  return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: change(entry) })) };
}

/** The same stack file with other services. */
export function mapServices(root: MapNode, change: (entry: MapEntry) => Node): MapNode {
  return mapEntries(root, ({ key, value }) =>
    key === 'services' && value.kind === 'map' ? mapEntries(value, change) : value,
  );
}
