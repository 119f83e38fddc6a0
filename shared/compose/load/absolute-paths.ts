import { absolutePath } from '../convert/named-file.ts';
import type { Surroundings } from '../convert/reading.ts';
import { parseVolumeSpec, VolumeSpecError } from '../convert/volume-spec.ts';
import type { MapNode, Node, ScalarNode } from '../document/node.ts';
import { asText, valueAt } from '../document/values.ts';
import { mapEntries } from './map-entries.ts';

/** Makes the paths absolute that are read after merging: afterwards nobody knows from which file they came. */
export function withAbsolutePaths(root: MapNode, surroundings: Surroundings): MapNode {
  const file = (object: Node): Node => mapValue(object, 'file', (node) => absoluteText(node, surroundings));
  const service = (node: Node): Node => {
    let changed = node;
    for (const [key, change] of [
      ['volumes', absoluteMount],
      ['env_file', absoluteFile],
      ['label_file', absoluteFile],
    ] as const)
      changed = mapValue(changed, key, (value) => mapItems(value, (item) => change(item, surroundings)));
    return changed;
  };
  return mapEntries(root, ({ key, value }) => {
    if (value.kind !== 'map') return value;
    if (key === 'services') return mapEntries(value, (entry) => service(entry.value));
    return key === 'configs' || key === 'secrets' ? mapEntries(value, (entry) => file(entry.value)) : value;
  });
}

function mapItems(node: Node, change: (item: Node) => Node): Node {
  return node.kind === 'list' ? { ...node, items: node.items.map(change) } : change(node);
}

/** An item of `env_file` or `label_file`. */
function absoluteFile(item: Node, surroundings: Surroundings): Node {
  return item.kind === 'map'
    ? mapValue(item, 'path', (node) => absoluteText(node, surroundings))
    : absoluteText(item, surroundings);
}

function absoluteMount(item: Node, surroundings: Surroundings): Node {
  if (item.kind === 'map') {
    if (asText(valueAt(item, 'type')) !== 'bind') return item;
    return mapValue(item, 'source', (node) => absoluteText(node, surroundings));
  }
  const text = asText(item);
  if (item.kind !== 'scalar' || text?.startsWith('.') !== true) return item;
  try {
    const { source } = parseVolumeSpec(text);
    const value = absolutePath(source, surroundings) + text.slice(source.length);
    return source === '' ? item : { ...item, value };
  } catch (error) {
    if (error instanceof VolumeSpecError) return item;
    throw error;
  }
}

function absoluteText(node: Node, surroundings: Surroundings): Node {
  const text = asText(node) ?? '';
  if (node.kind !== 'scalar' || text === '' || /^(~|[a-zA-Z]:|\\\\)/.test(text)) return node;
  return { ...node, value: absolutePath(text, surroundings) } satisfies ScalarNode;
}

function mapValue(node: Node, key: string, change: (value: Node) => Node): Node {
  if (node.kind !== 'map') return node;
  return mapEntries(node, (entry) => (entry.key === key ? change(entry.value) : entry.value));
}
