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
export type KeyRule = Shape | IgnoredKey | RefusedKey | TranslatedKey | KeptKey;

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

/** Swarm has another place for what the key says. */
export interface TranslatedKey {
  readonly kind: 'translated';
  readonly shape: Shape;
  /** Where it goes, from the service down. */
  readonly path: readonly string[];
  /** What is put there; absent: the value as it is. A list is added to one that is there. */
  readonly convert?: (value: Node) => Node;
}

/** Swarm does nothing with it, but this project may. */
export interface KeptKey {
  readonly kind: 'kept';
  readonly shape: Shape;
  readonly reason: string;
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

export function translated(shape: Shape, path: string, convert?: (value: Node) => Node): TranslatedKey {
  const rule = { kind: 'translated', shape, path: path.split('.') } as const;
  return convert === undefined ? rule : { ...rule, convert };
}

export function kept(shape: Shape, reason: string): KeptKey {
  return { kind: 'kept', shape, reason };
}

export const anything: Shape = { kind: 'anything' };
