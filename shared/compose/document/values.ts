import { parseDuration } from '../../units/duration.ts';
import { formatScalar } from './go-scalar.ts';
import type { ListNode, MapEntry, MapNode, Node, ScalarNode } from './node.ts';

const TRUE = /^(y|yes|true|on)$/i;
const FALSE = /^(n|no|false|off)$/i;

/**
 * Readers of single values. Each gives `undefined` for what it cannot read; that the file has the right shape was
 * checked, and reported, before. Where a number or a boolean is wanted, a text of digits or `true` and `false` will do;
 * `yes` and the like count only if a variable made them, as in Docker.
 */
export function asText(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** A text, or a number, boolean or date written as Docker writes it; null is `undefined`. */
export function asPrintedText(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? formatScalar(node.value) : undefined;
}

export function asInteger(node: Node | undefined): number | undefined {
  const value = asNumber(node);
  if (node?.kind === 'scalar' && typeof node.value === 'string' && !/^[-+]?[0-9]+$/.test(node.value))
    return undefined;
  return Number.isSafeInteger(value) ? value : undefined;
}

export function asNumber(node: Node | undefined): number | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (typeof node.value === 'bigint') return Number(node.value);
  if (typeof node.value === 'number') return node.value;
  if (typeof node.value !== 'string' || !/^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?$/i.test(node.value))
    return undefined;
  return Number(node.value);
}

export function asBoolean(node: Node | undefined): boolean | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (typeof node.value === 'boolean') return node.value;
  if (node.value === 'true' || node.value === 'false') return node.value === 'true';
  if (!isSubstituted(node)) return undefined;
  return TRUE.test(node.value) ? true : FALSE.test(node.value) ? false : undefined;
}

/** The permissions of a file: a text is octal, as in the Compose Specification, unless a variable made it. */
export function asFileMode(node: Node | undefined): number | undefined {
  const text = node?.kind === 'scalar' && !node.substituted ? asText(node) : undefined;
  if (text === undefined) return asInteger(node);
  return /^(0o?)?[0-7]{1,4}$/.test(text) ? Number.parseInt(text.replace('o', ''), 8) : undefined;
}

/** In nanoseconds. */
export function asDuration(node: Node | undefined): number | undefined {
  const text = asText(node);
  return text === undefined ? undefined : parseDuration(text);
}

export function asMap(node: Node | undefined): MapNode | undefined {
  return node?.kind === 'map' ? node : undefined;
}

export function asList(node: Node | undefined): ListNode | undefined {
  return node?.kind === 'list' ? node : undefined;
}

export function isNull(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && node.value === null;
}

/** The items of a list, or the one value that stands in its place. */
export function itemsOf(node: Node): readonly Node[] {
  return node.kind === 'list' ? node.items : [node];
}

/** The texts of a list, or the one text that stands in its place. */
export function asTexts(node: Node | undefined): readonly string[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((item) => asText(item) ?? []);
}

/** The value under a key, unless it is absent. A broken value is there, but no reader takes it. */
export function valueAt(node: Node | undefined, key: string): Node | undefined {
  return entryAt(node, key)?.value;
}

export function entryAt(node: Node | undefined, key: string): MapEntry | undefined {
  return asMap(node)?.entries.find((entry) => entry.key === key);
}

function isSubstituted(node: ScalarNode): node is ScalarNode & { readonly value: string } {
  return node.substituted && typeof node.value === 'string';
}
