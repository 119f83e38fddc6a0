import { isDeepStrictEqual } from 'node:util';
import type { ContainerSpec, ServiceSpec } from '../../engine/specs.ts';
import type { Json } from './comparable-spec.ts';

/**
 * The wanted spec with lists in the order in which the swarm stores them, where nothing but the order differs: it says
 * nothing to a container, and the engine would restart every task for it. Files of equal content and another order
 * come from an edited stack file, and from CLIs that sort ports and variables differently. `now` and `like` are the
 * wanted and the stored spec in comparable form; the very same spec comes back when no list moves.
 */
export function inStoredOrder(wanted: ServiceSpec, now: Json, like: Json): ServiceSpec {
  let moved = false;
  const arranged = <T>(
    items: readonly T[] | undefined,
    path: readonly string[],
  ): readonly T[] | undefined => {
    const order = items && sameItems(listAt(now, path), listAt(like, path));
    if (order === undefined || items === undefined || order.length !== items.length) return items;
    if (order.every((at, index) => at === index)) return items;
    moved = true;
    return order.flatMap((at) => items.slice(at, at + 1));
  };
  const task = wanted.TaskTemplate;
  const container = task.ContainerSpec;
  const inContainer = <T>(name: keyof ContainerSpec & string, items: readonly T[] | undefined): object => {
    const list = arranged(items, ['TaskTemplate', 'ContainerSpec', name]);
    return list === undefined ? {} : { [name]: list };
  };
  const constraints = arranged(task.Placement?.Constraints, ['TaskTemplate', 'Placement', 'Constraints']);
  const ports = arranged(wanted.EndpointSpec?.Ports, ['EndpointSpec', 'Ports']);
  const spec = {
    ...wanted,
    TaskTemplate: {
      ...task,
      ContainerSpec: {
        ...container,
        ...(namesOnce(container.Env) ? inContainer('Env', container.Env) : {}),
        ...inContainer('Mounts', container.Mounts),
        ...inContainer('Configs', container.Configs),
        ...inContainer('Secrets', container.Secrets),
        ...inContainer('CapabilityAdd', container.CapabilityAdd),
        ...inContainer('CapabilityDrop', container.CapabilityDrop),
      },
      ...(constraints === undefined ? {} : { Placement: { ...task.Placement, Constraints: constraints } }),
    },
    ...(ports === undefined ? {} : { EndpointSpec: { ...wanted.EndpointSpec, Ports: ports } }),
  };
  return moved ? spec : wanted;
}

/** For each stored item the place of its equal among the wanted ones; undefined unless each has one. */
function sameItems(wanted: Json | undefined, stored: Json | undefined): readonly number[] | undefined {
  if (!Array.isArray(wanted) || !Array.isArray(stored) || wanted.length !== stored.length) return undefined;
  const free = new Set(wanted.keys());
  const order = stored.map((item: Json) => {
    const at = [...free].find((place) => isDeepStrictEqual(wanted[place], item));
    if (at !== undefined) free.delete(at);
    return at;
  });
  return order.every((at) => at !== undefined) ? order : undefined;
}

/** Of two variables of one name the last one counts, so that their order says something. */
function namesOnce(environment: readonly string[] = []): boolean {
  return new Set(environment.map((variable) => variable.split('=')[0])).size === environment.length;
}

function listAt(spec: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, name) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as Readonly<Record<string, Json>>)[name]
        : undefined,
    spec,
  );
}
