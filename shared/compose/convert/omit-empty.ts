type Loose<Fields> = { readonly [Key in keyof Fields]-?: Fields[Key] | undefined };

/** Leaves out what is absent. */
export function omitAbsent<Fields extends object>(fields: Loose<Fields>): Fields {
  return omitWhere(fields, (value) => value === undefined);
}

/**
 * Leaves out what Go's `omitempty` leaves out of a request: absent values, empty texts, lists, 0 and false. Give
 * `undefined` for an empty map; an empty object stands for a pointer to a struct, which Go sends as `{}`.
 */
export function omitEmpty<Fields extends object>(fields: Loose<Fields>): Fields {
  return omitWhere(fields, isEmpty);
}

/** `undefined` instead of a map without entries. */
export function orUndefined<Value>(map: Readonly<Record<string, Value>> | undefined): typeof map {
  return map === undefined || Object.keys(map).length === 0 ? undefined : map;
}

function omitWhere<Fields extends object>(
  fields: Loose<Fields>,
  isLeftOut: (value: unknown) => boolean,
): Fields {
  const kept: Partial<Fields> = {};
  for (const key in fields) {
    const value = fields[key];
    if (!isLeftOut(value)) kept[key] = value;
  }
  return kept as Fields;
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
