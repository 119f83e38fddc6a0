import { describe, expect, it } from 'vitest';
import type { ServiceChange } from '../../../shared/rollout/plan/plan.ts';
import { batches } from '../../../shared/rollout/roll-waves.ts';
import { POSITION, service, serviceSpec } from '../../support/swarm-objects.ts';

function change(key: string, dependsOn: readonly string[], action: 'create' | 'unchanged'): ServiceChange {
  const base = { key, name: `demo_${key}`, position: POSITION, dependsOn, spec: serviceSpec() };
  return action === 'create' ? { ...base, action } : { ...base, action, current: service() };
}

function keysOf(services: readonly ServiceChange[], maxParallel?: number): readonly (readonly string[])[] {
  return batches(services, maxParallel).map((wave) => wave.map(({ key }) => key));
}

describe('batches', () => {
  const db = change('db', [], 'create');
  const api = change('api', ['db'], 'create');
  const web = change('web', ['api'], 'create');

  it('writes services after those they depend on', () => {
    expect(keysOf([web, api, db])).toEqual([['db'], ['api'], ['web']]);
  });

  it('looks at an unchanged service before what depends on it is written', () => {
    expect(keysOf([change('db', [], 'unchanged'), api])).toEqual([['db'], ['api']]);
  });

  it('has no wave of its own for unchanged services after the last change', () => {
    expect(keysOf([db, change('api', ['db'], 'unchanged'), change('web', ['api'], 'unchanged')])).toEqual([
      ['db', 'api', 'web'],
    ]);
    expect(keysOf([change('db', [], 'unchanged'), change('api', ['db'], 'unchanged')])).toEqual([
      ['db', 'api'],
    ]);
  });

  it('writes at most so many at the same time', () => {
    const alone = ['a', 'b', 'c'].map((key) => change(key, [], 'create'));
    expect(keysOf(alone, 2)).toEqual([['a', 'b'], ['c']]);
    expect(keysOf(alone)).toEqual([['a', 'b', 'c']]);
  });

  it('has nothing to do for no service', () => {
    expect(keysOf([])).toEqual([[]]);
  });
});
