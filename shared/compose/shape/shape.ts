import type { Node } from '../document/node.ts';

/** What may stand at a place of a stack file. The tables of keys are made of these; `checkShape` reads them. */
export type Shape =
  | ScalarShape
  | { readonly kind: 'list'; readonly items: Shape; readonly unique: boolean }
  | { readonly kind: 'map'; readonly values: Shape; readonly names?: NameRule }
  | KeysShape
  | { readonly kind: 'either'; readonly shapes: readonly Shape[] }
  | { readonly kind: 'anything' };

export interface ScalarShape {
  readonly kind: 'scalar';
  /** Follows "must be": `text`, `a whole number`. */
  readonly expected: string;
  readonly accepts: (node: Node) => boolean;
  /** What else is wrong with a value of the right type, as a clause after the path; `undefined` when nothing is. */
  readonly complaint?: (node: Node) => Complaint | undefined;
}

export interface Complaint {
  readonly message: string;
  readonly fix: string;
}

/** A mapping with known keys; keys that begin with `x-` are always allowed. */
export interface KeysShape {
  readonly kind: 'keys';
  readonly keys: KeyTable;
  readonly required: readonly string[];
  /** Docker drops unknown keys of some places silently; there they are warned about, elsewhere they are mistakes. */
  readonly unknown: 'refuse' | 'warn';
  /** What a key means that is unknown here but known somewhere else. */
  readonly elsewhere: (key: string) => string | undefined;
}

export type KeyTable = Readonly<Record<string, KeyRule>>;
export type KeyRule = Shape | IgnoredKey | RefusedKey;

/** Docker accepts the key and Swarm does nothing with it. */
export interface IgnoredKey {
  readonly kind: 'ignored';
  readonly reason: string;
}

/** Nothing here or in Swarm does what the key says. */
export interface RefusedKey {
  readonly kind: 'refused';
  /** Follows the path of the key, as in "is not supported yet". */
  readonly problem: string;
  readonly fix: string;
}

export interface NameRule {
  readonly pattern: RegExp;
  readonly fix: string;
}

export function list(items: Shape): Shape {
  return { kind: 'list', items, unique: false };
}

export function uniqueList(items: Shape): Shape {
  return { kind: 'list', items, unique: true };
}

export function map(values: Shape, names?: NameRule): Shape {
  return names === undefined ? { kind: 'map', values } : { kind: 'map', values, names };
}

export function either(...shapes: readonly Shape[]): Shape {
  return { kind: 'either', shapes };
}

export function keys(keyTable: KeyTable, options: Partial<Omit<KeysShape, 'kind' | 'keys'>> = {}): KeysShape {
  return {
    kind: 'keys',
    keys: keyTable,
    required: [],
    unknown: 'refuse',
    elsewhere: () => undefined,
    ...options,
  };
}

export function ignored(reason: string): IgnoredKey {
  return { kind: 'ignored', reason };
}

export function refused(problem: string, fix: string): RefusedKey {
  return { kind: 'refused', problem, fix };
}

export const anything: Shape = { kind: 'anything' };
