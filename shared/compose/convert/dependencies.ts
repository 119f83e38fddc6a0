import type { Dependency, DependencyCondition } from '../desired-stack.ts';
import type { Node } from '../document/node.ts';
import { asBoolean, asList, asMap, asText, valueAt } from '../document/values.ts';

/** What `depends_on` says in either form. A list asks only that the other service has started. */
export function readDependencies(node: Node | undefined): readonly Dependency[] {
  const listed = (asList(node)?.items ?? []).flatMap((item): readonly Dependency[] => {
    const service = asText(item);
    return service === undefined ? [] : [dependency(service, undefined, item)];
  });
  const mapped = (asMap(node)?.entries ?? []).map(({ key, keyPosition, value }) =>
    dependency(key, value, { ...value, position: keyPosition }),
  );
  return [...listed, ...mapped];
}

function dependency(service: string, options: Node | undefined, { position }: Node): Dependency {
  return {
    service,
    condition: (asText(valueAt(options, 'condition')) ?? 'service_started') as DependencyCondition,
    required: asBoolean(valueAt(options, 'required')) ?? true,
    restart: asBoolean(valueAt(options, 'restart')) ?? false,
    position,
  };
}
