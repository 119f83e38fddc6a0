type Loose<Fields> = { readonly [Key in keyof Fields]-?: Fields[Key] | undefined };

/** Leaves out what is absent. */
export function omitAbsent<Fields extends object>(fields: Loose<Fields>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

/**
 * Leaves out what Go's `omitempty` leaves out of a request: absent values, empty texts, lists, 0 and false. Give
 * `undefined` for an empty map; an empty object stands for a pointer to a struct, which Go sends as `{}`.
 */
export function omitEmpty<Fields extends object>(fields: Loose<Fields>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value))) as Fields;
}

/** `undefined` instead of a map without entries. */
export function orUndefined<Value>(map: Readonly<Record<string, Value>> | undefined): typeof map {
  return map === undefined || Object.keys(map).length === 0 ? undefined : map;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === '' ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}
