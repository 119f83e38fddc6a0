import type { Node, ScalarNode } from '../document/node.ts';

/** Equal for nodes of equal content; numbers and texts are never equal. */
export function contentOf(node: Node): string {
  if (node.kind === 'list') return `[${node.items.map(contentOf).join()}]`;
  if (node.kind === 'map') {
    return `{${node.entries
      .map(({ key, value }) => `${JSON.stringify(key)}:${contentOf(value)}`)
      .sort()
      .join()}}`;
  }
  return node.kind === 'scalar' ? scalarContent(node) : '?';
}

function scalarContent({ value }: ScalarNode): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
