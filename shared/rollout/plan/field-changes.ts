import { isDeepStrictEqual } from 'node:util';
import type { Json } from './comparable-spec.ts';
import { itemsByKey, keyedListAt } from './keyed-lists.ts';
import { isShown } from './service-fields.ts';

/** One field that differs; `before` or `after` is absent when the field is. */
export interface FieldChange {
  /** Engine API path, as in `TaskTemplate.ContainerSpec.Image`; an item of a list by its name, as in `...Env.TOKEN`. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly restarts: Restarts;
}

/** Whether a change replaces tasks: all of them, those on nodes that no longer fit, or none. */
export type Restarts = 'all' | 'where-needed' | 'none';

/** Stands for a value that is not for showing. */
export const HIDDEN = '(hidden)';

/** Environment variables are compared by name. */
const ENVIRONMENT = 'TaskTemplate.ContainerSpec.Env';

/** All fields in which two comparable specs differ, in the order of their paths; free text never leaves this file. */
export function fieldChanges(before: Json, after: Json): readonly FieldChange[] {
  return differences('', before, after).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function differences(path: string, before: Json | undefined, after: Json | undefined): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (path === ENVIRONMENT) return environmentChanges(before, after);
  if (keyedListAt(path) !== undefined) return itemChanges(path, before, after);
  const keys = new Set([...keysOf(before), ...keysOf(after)]);
  if (keys.size === 0 || !isMap(before ?? {}) || !isMap(after ?? {})) return [change(path, before, after)];
  return [...keys].flatMap((key) =>
    differences(path === '' ? key : `${path}.${key}`, fieldOf(before, key), fieldOf(after, key)),
  );
}

function change(path: string, before: Json | undefined, after: Json | undefined): FieldChange {
  const show = (value: Json): Json => (isShown(path) ? value : HIDDEN);
  return {
    path,
    ...(before === undefined ? {} : { before: show(before) }),
    ...(after === undefined ? {} : { after: show(after) }),
    restarts: restartsOf(path),
  };
}

/** Measured on engines 20.10 and 26.1. */
function restartsOf(path: string): Restarts {
  if (path.startsWith('TaskTemplate.Placement.Constraints')) return 'where-needed';
  if (path.startsWith('TaskTemplate.Placement')) return 'none';
  return path.startsWith('TaskTemplate') || path.startsWith('EndpointSpec') ? 'all' : 'none';
}

function itemChanges(path: string, before: Json | undefined, after: Json | undefined): FieldChange[] {
  const list = keyedListAt(path);
  const old = list && itemsByKey(before, list);
  const wanted = list && itemsByKey(after, list);
  if (old === undefined || wanted === undefined) return [hiddenChange(path, before, after)];
  const changed = [...new Set([...old.keys(), ...wanted.keys()])].filter(
    (key) => !isDeepStrictEqual(old.get(key), wanted.get(key)),
  );
  if (changed.length === 0) return [otherOrder(path)];
  return changed.map((key) => {
    const [was, is] = [old.get(key), wanted.get(key)].map((item) => item && list?.textOf(item));
    // Two that read the same differ in what is not for showing, options of a driver for instance.
    return was === is ? hiddenChange(`${path}.${key}`, was, is) : change(`${path}.${key}`, was, is);
  });
}

function environmentChanges(before: Json | undefined, after: Json | undefined): FieldChange[] {
  const old = environment(before);
  const wanted = environment(after);
  const names = [...new Set([...old.keys(), ...wanted.keys()])].filter(
    (name) => old.get(name) !== wanted.get(name),
  );
  if (names.length === 0) return [otherOrder(ENVIRONMENT)];
  return names.map((name) => change(`${ENVIRONMENT}.${name}`, old.get(name), wanted.get(name)));
}

function hiddenChange(path: string, before: Json | undefined, after: Json | undefined): FieldChange {
  return change(path, before && HIDDEN, after && HIDDEN);
}

function otherOrder(path: string): FieldChange {
  return { path, before: '(order)', after: '(another order)', restarts: restartsOf(path) };
}

function environment(list: Json | undefined): ReadonlyMap<string, string> {
  const variables = Array.isArray(list) ? list.map(String) : [];
  return new Map(variables.map((variable) => [variable.split('=')[0] ?? variable, variable]));
}

function keysOf(value: Json | undefined): readonly string[] {
  return isMap(value) ? Object.keys(value) : [];
}

function fieldOf(value: Json | undefined, key: string): Json | undefined {
  return isMap(value) ? value[key] : undefined;
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
