import type { SourcePosition } from '../../errors/user-error.ts';

/** A YAML timestamp, in the words Go prints it with, because that is what Docker puts into texts. */
export interface Timestamp {
  readonly timestamp: string;
}

/** Go's types of a YAML scalar: a `bigint` is an integer, a `number` a float. */
export type ScalarValue = string | boolean | bigint | number | null | Timestamp;

interface Placed {
  readonly position: SourcePosition;
  /** Where it stands in the stack file, as `services.web.ports[0]`. */
  readonly path: string;
  /** What a tag asks of the merging with an earlier file: to leave the key out, or to take it as it is. */
  readonly tag?: MergeTag;
}

export type MergeTag = 'reset' | 'override';

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** A variable changed the text; only then may it stand where a number or a boolean is wanted. */
  readonly substituted: boolean;
}

export interface ListNode extends Placed {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

export interface MapNode extends Placed {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

/** Stands where a mistake was already found, so that nobody reports it twice. */
export interface BrokenNode extends Placed {
  readonly kind: 'broken';
}

export interface MapEntry {
  readonly key: string;
  readonly keyPosition: SourcePosition;
  readonly value: Node;
}

export type Node = ScalarNode | ListNode | MapNode | BrokenNode;

export function broken(node: Node): BrokenNode {
  return { kind: 'broken', position: node.position, path: node.path };
}

/** Names what a node is, in a message: the value of a scalar, the kind of anything else. */
export function describeNode(node: Node): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'broken') return 'unreadable';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') return JSON.stringify(node.value);
  if (typeof node.value === 'boolean') return `the boolean ${node.value}`;
  if (typeof node.value === 'object') return `the date ${node.value.timestamp}`;
  return `the number ${node.value}`;
}
