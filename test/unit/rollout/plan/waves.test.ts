import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dependent, dependencyCircle, wavesOf } from '../../../../shared/rollout/plan/waves.ts';

const graph = (edges: Readonly<Record<string, readonly string[]>>): readonly Dependent[] =>
  Object.entries(edges).map(([key, dependsOn]) => ({ key, dependsOn }));
const keys = (waves: readonly (readonly Dependent[])[]) => waves.map((wave) => wave.map(({ key }) => key));

/** Up to twelve services, each on some of those before it: no circle. */
const withoutCircle = fc.array(fc.array(fc.nat(11), { maxLength: 4 }), { maxLength: 12 }).chain((edges) => {
  const services = edges.map((dependsOn, at) => ({
    key: `s${at}`,
    dependsOn: [...new Set(dependsOn.filter((other) => other < at).map((other) => `s${other}`))],
  }));
  return fc.shuffledSubarray(services, { minLength: services.length });
});

describe('wavesOf', () => {
  it('puts each service into the first wave after all it depends on', () => {
    const services = graph({ web: ['api', 'cache'], api: ['db'], db: [], cache: ['gone'], alone: [] });
    expect(keys(wavesOf(services))).toEqual([['db', 'cache', 'alone'], ['api'], ['web']]);
    expect(wavesOf([])).toEqual([]);
  });

  it('ends with what depends on itself, so that nothing is lost', () => {
    const services = graph({ a: ['b'], b: ['a'], c: [], d: ['a'] });
    expect(keys(wavesOf(services))).toEqual([['c'], ['a', 'b', 'd']]);
  });

  it('has every service once, nothing inside a wave depends on another, and nobody waits for longer than needed', () => {
    fc.assert(
      fc.property(withoutCircle, (services) => {
        const waves = wavesOf(services);
        expect(
          waves
            .flat()
            .map(({ key }) => key)
            .toSorted(),
        ).toEqual(services.map(({ key }) => key).toSorted());
        const waveOf = new Map(waves.flatMap((wave, at) => wave.map(({ key }) => [key, at] as const)));
        for (const { key, dependsOn } of services) {
          const before = dependsOn.map((other) => waveOf.get(other) ?? -1);
          expect(waveOf.get(key)).toBe(Math.max(-1, ...before) + 1);
        }
      }),
    );
  });
});

describe('dependencyCircle', () => {
  it('finds the circle and not what leads to it', () => {
    expect(dependencyCircle(graph({ in: ['a'], a: ['b'], b: ['c'], c: ['a', 'gone'] }))).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(dependencyCircle(graph({ a: ['a'] }))).toEqual(['a']);
  });

  it('finds none where there is none, and one as soon as the last depends on the first', () => {
    fc.assert(
      fc.property(withoutCircle, (services) => {
        expect(dependencyCircle(services)).toBeUndefined();
        const [first] = services;
        const dependent = services.find(({ dependsOn }) => dependsOn.includes(first?.key ?? ''));
        fc.pre(first !== undefined && dependent !== undefined);
        const closed = services.map((each) =>
          each === first ? { ...each, dependsOn: [...each.dependsOn, dependent.key] } : each,
        );
        expect(dependencyCircle(closed)).toEqual(expect.arrayContaining([first.key]));
      }),
    );
  });
});
