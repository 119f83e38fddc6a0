import type { TaskFilters } from '../engine.ts';

/** The `filters` of a list call; the engine takes an empty list of values as no filter. */
export function filterQuery(
  filters: (TaskFilters & { readonly scope?: readonly string[] }) | undefined,
): Readonly<Record<string, unknown>> {
  return filters === undefined ? {} : { filters };
}
