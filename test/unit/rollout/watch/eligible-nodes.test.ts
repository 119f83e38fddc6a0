import { describe, expect, it } from 'vitest';
import { eligibleNodes, satisfies } from '../../../../shared/rollout/watch/eligible-nodes.ts';
import { node } from '../../../support/swarm-objects.ts';

describe('satisfies', () => {
  const manager = node({
    Spec: { Role: 'manager', Availability: 'active', Labels: { Zone: 'East' } },
    Description: {
      Hostname: 'e1',
      Platform: { Architecture: 'x86_64', OS: 'linux' },
      Engine: { Labels: { ssd: 'true' } },
    },
  });

  it.each([
    ['node.role==manager', true],
    ['node.role == MANAGER', true],
    ['NODE.ROLE!=worker', true],
    ['node.hostname==e2', false],
    ['node.labels.Zone==east', true],
    ['node.labels.zone==east', false],
    ['node.labels.missing!=x', true],
    ['engine.labels.ssd==true', true],
    ['node.platform.arch==x86_64', true],
    ['node.ip==10.0.0.1', true],
    ['node.ip==10.0.0.0/24', true],
    ['node.ip!=10.0.0.0/24', false],
    ['node.ip==nonsense', false],
    ['node.unknown==x', false],
    ['node.unknown!=x', false],
    ['no operator', false],
  ])('%s', (constraint, expected) => {
    expect(satisfies(manager, constraint)).toBe(expected);
  });
});

describe('eligibleNodes', () => {
  it('leaves out nodes that are down, drained or paused, but not one that has just not been heard of', () => {
    const nodes = [
      node({ ID: 'up' }),
      node({ ID: 'unknown', Status: { State: 'unknown' } }),
      node({ ID: 'down', Status: { State: 'down' } }),
      node({ ID: 'drained', Spec: { Role: 'worker', Availability: 'drain' } }),
      node({ ID: 'paused', Spec: { Role: 'worker', Availability: 'pause' } }),
    ];
    expect(eligibleNodes(nodes, []).map(({ ID }) => ID)).toEqual(['up', 'unknown']);
    expect(eligibleNodes(nodes, ['node.role==manager'])).toEqual([]);
  });
});
