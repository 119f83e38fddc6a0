import { describe, expect, it } from 'vitest';
import type { Node } from '../../../../shared/engine/objects.ts';
import { probeNodes } from '../../../../shared/rollout/verify/probe-nodes.ts';
import { node } from '../../../support/swarm-objects.ts';

const nodes: readonly Node[] = [
  node({ ID: 'up' }),
  node({ ID: 'manager', Spec: { Role: 'manager', Availability: 'active' } }),
  node({ ID: 'drained', Spec: { Role: 'worker', Availability: 'drain' } }),
  node({ ID: 'down', Status: { State: 'down' } }),
  node({ ID: 'windows', Description: { Hostname: 'w1', Platform: { OS: 'windows' } } }),
];

const chosen = (from: Parameters<typeof probeNodes>[0]) => {
  const { chosen, down } = probeNodes(from, nodes);
  return { chosen: chosen.map((each) => each?.ID), down: down.map(({ ID }) => ID) };
};

describe('probeNodes', () => {
  it('leaves one node to the scheduler', () => {
    expect(chosen('one-node')).toEqual({ chosen: [undefined], down: [] });
  });

  it('takes every node of Linux that takes tasks, and names those that are down', () => {
    expect(chosen('every-node')).toEqual({ chosen: ['up', 'manager'], down: ['down'] });
  });

  it('takes those that fit the constraints', () => {
    expect(chosen(['node.role == manager'])).toEqual({ chosen: ['manager'], down: [] });
    expect(chosen(['node.role == worker'])).toEqual({ chosen: ['up'], down: ['down'] });
    expect(chosen(['node.role == worker', 'node.id != up'])).toEqual({ chosen: [], down: ['down'] });
  });
});
