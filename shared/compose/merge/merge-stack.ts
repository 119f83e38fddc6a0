import { mapUnlessSame } from '../document/map-unless-same.ts';
import type { MapEntry, MapNode, Node } from '../document/node.ts';
import { asMap, asText } from '../document/values.ts';
import { DELIVERY_RULE } from './delivery-rules.ts';
import { fields, latest, type MergeRule, type Merging, mergeEntries, mergeNode } from './merge-rule.ts';
import { SERVICE_RULE, sortVolumes } from './service-rules.ts';

/** A service in two files: its mounts change their order even when the later file has none. */
const service: MergeRule = (base, later, merging) => {
  const merged = SERVICE_RULE(base, later, merging);
  const hadVolumes = asMap(base)?.entries.some(({ key }) => key === 'volumes');
  if (merged.kind !== 'map' || !hadVolumes || merging.emptyReplaces) return merged;
  const sorted = merged.entries.map((entry) =>
    entry.key === 'volumes' ? { ...entry, value: sortVolumes(entry.value) } : entry,
  );
  return { ...merged, entries: sorted };
};

/** An object of a later file replaces the whole object, also with nothing in it. */
const objects: MergeRule = (base, later) =>
  base.kind === 'map' && later.kind === 'map'
    ? mergeEntries(base, later, (_key, _base, value) => value)
    : later;

const stack = fields({
  name: latest((node) => asText(node) === ''),
  services: fields({}, service),
  networks: objects,
  volumes: objects,
  configs: objects,
  secrets: objects,
  'x-swarm-delivery': DELIVERY_RULE,
});

/** Lays one stack file over another as `docker stack deploy` does with several; every value keeps its place. */
export function mergeStack(base: MapNode, later: MapNode, merging: Merging): MapNode {
  const merged = stack(base, later, merging);
  return merged.kind === 'map' ? merged : base;
}

/** Lays a service over the one it extends. */
export function mergeService(base: Node, later: Node, merging: Merging): Node {
  return mergeNode(service, base, later, merging);
}

/** Takes out what `!reset` marks, and what it did to its surroundings: nobody behind the merging knows of it. */
export function withoutResets(node: MapNode): MapNode {
  const entries = mapUnlessSame(node.entries, keepEntry);
  return entries === node.entries ? node : { ...node, entries };
}

function keepEntry(entry: MapEntry): MapEntry | undefined {
  if (entry.value.tag === 'reset') return undefined;
  const value = keepValue(entry.value);
  return value === entry.value ? entry : { ...entry, value };
}

function keepValue(node: Node): Node {
  if (node.kind === 'map') return withoutResets(node);
  if (node.kind !== 'list') return node;
  const items = mapUnlessSame(node.items, (item) => (item.tag === 'reset' ? undefined : keepValue(item)));
  return items === node.items ? node : { ...node, items };
}
