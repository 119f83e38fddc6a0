import type { Node, ScalarNode } from '../document/node.ts';
import { asText } from '../document/values.ts';
import { text } from './scalars.ts';
import type { ScalarShape } from './shape.ts';

/** The names that nodes give their architecture, by the names that images have for it. */
const NODE_ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['amd64', 'x86_64'],
  ['x86_64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['arm64/v8', 'aarch64'],
  ['aarch64', 'aarch64'],
  ['arm/v7', 'armv7l'],
  ['arm/v6', 'armv6l'],
  ['386', 'i686'],
  ['ppc64le', 'ppc64le'],
  ['riscv64', 'riscv64'],
  ['s390x', 's390x'],
]);

/** A platform as images have it: `linux`, `linux/amd64`, `linux/arm/v7`. */
export const platform: ScalarShape = {
  ...text,
  expected: 'a platform such as linux/amd64',
  complaint: (node) => {
    const [, architecture] = split(node);
    if (architecture === undefined || NODE_ARCHITECTURES.has(architecture)) return undefined;
    return {
      message: `is ${JSON.stringify(asText(node))}, of which no node is known`,
      fix: 'Write os/architecture, such as linux/amd64 or linux/arm64.',
    };
  },
};

/** The constraints that keep a service on nodes of its platform. */
export function platformConstraints(node: Node): Node {
  const [os, architecture] = split(node);
  const { position, path } = node;
  const constraint = (value: string): ScalarNode => ({
    kind: 'scalar',
    value,
    substituted: false,
    position,
    path,
  });
  const named = NODE_ARCHITECTURES.get(architecture ?? '');
  const items = [
    constraint(`node.platform.os==${os}`),
    ...(named === undefined ? [] : [constraint(`node.platform.arch==${named}`)]),
  ];
  return { kind: 'list', items, position, path };
}

function split(node: Node): readonly [os: string, architecture: string | undefined] {
  const [os = '', ...rest] = (asText(node) ?? '').split('/');
  return [os, rest.length === 0 ? undefined : rest.join('/')];
}
