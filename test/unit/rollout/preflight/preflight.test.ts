import { describe, expect, it } from 'vitest';
import { preflight } from '../../../../shared/rollout/preflight/preflight.ts';
import { stackOf, told, wanted } from '../../../support/preflight-objects.ts';
import { currentStack, POSITION, service } from '../../../support/swarm-objects.ts';

describe('preflight', () => {
  const nowhere = { Placement: { Constraints: ['node.labels.disk==ssd'] } };
  const limited = { Resources: { Limits: { MemoryBytes: 1 } } };
  const stack = stackOf(wanted('a', { ...limited, ...nowhere }), wanted('b', nowhere));
  const planned = (action: 'create' | 'unchanged') => {
    const base = { key: 'a', name: 'demo_a', position: POSITION, dependsOn: [], spec: wanted('a') };
    return action === 'create' ? { ...base, action } : { ...base, action, current: service() };
  };

  it('finds everything at once', () => {
    const findings = preflight(
      stack,
      currentStack(),
      { services: [planned('create')] },
      { requireLimits: true },
    );
    expect(told(findings)).toEqual([
      'error a: no node satisfies deploy.placement.constraints (node.labels.disk==ssd).',
      'error b: no node satisfies deploy.placement.constraints (node.labels.disk==ssd).',
      'error b: no memory limit, and require-limits is true.',
    ]);
  });

  it('does not refuse for the sake of a service that is left alone', () => {
    const findings = preflight(
      stack,
      currentStack(),
      { services: [planned('unchanged')] },
      { requireLimits: false },
    );
    expect(findings.map(({ level, service: about }) => [about, level])).toEqual([
      ['demo_a', 'warning'],
      ['demo_b', 'error'],
      [undefined, 'warning'],
    ]);
  });
});
