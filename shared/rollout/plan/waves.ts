import type { ServiceChange } from './plan.ts';

/** What the order of services is made of; a key that none of them has is waited for by nobody. */
export type Dependent = Pick<ServiceChange, 'key' | 'dependsOn'>;

/**
 * The services in the order in which they are to be written: each wave depends on nothing but earlier waves, and every
 * service is in the first wave that can have it, in the order given. Unchanged services keep their place, because
 * what depends on them depends on what they depend on. Services that depend on each other in a circle, which the
 * preflight refuses, come together in a last wave.
 */
export function wavesOf<T extends Dependent>(services: readonly T[]): readonly (readonly T[])[] {
  const waves: T[][] = [];
  let left = services;
  while (left.length > 0) {
    const waiting = new Set(left.map(({ key }) => key));
    const ready = left.filter(({ dependsOn }) => !dependsOn.some((key) => waiting.has(key)));
    const wave = ready.length === 0 ? left : ready;
    const taken = new Set(wave);
    left = left.filter((service) => !taken.has(service));
    waves.push([...wave]);
  }
  return waves;
}

/** One circle of services that depend on each other, by key, if there is any: each on the next, the last on the first. */
export function dependencyCircle(services: readonly Dependent[]): readonly string[] | undefined {
  const dependsOn = new Map(services.map((service) => [service.key, service.dependsOn]));
  const cleared = new Set<string>();
  const visit = (key: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(key)) return path.slice(path.indexOf(key));
    if (cleared.has(key)) return undefined;
    for (const next of dependsOn.get(key) ?? []) {
      const circle = visit(next, [...path, key]);
      if (circle !== undefined) return circle;
    }
    cleared.add(key);
    return undefined;
  };
  for (const { key } of services) {
    const circle = visit(key, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
