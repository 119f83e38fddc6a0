import { describe, expect, it } from 'vitest';
import { swarmHealth } from '../../../../shared/rollout/preflight/swarm-health.ts';
import { nodes, told } from '../../../support/preflight-objects.ts';

const managers = (reachability: readonly string[]) =>
  nodes(reachability.length).map((node, at) => ({
    ...node,
    ManagerStatus: { Reachability: reachability[at] ?? '' },
  }));

describe('swarmHealth', () => {
  it('has nothing to say of a swarm that is well', () => {
    expect(swarmHealth({ nodes: [...managers(['reachable']), ...nodes(2)] })).toEqual([]);
  });

  it('names the nodes that are down', () => {
    const down = nodes(1, { Status: { State: 'down' } });
    expect(told(swarmHealth({ nodes: [...down, ...nodes(2)] }))).toEqual([
      'warning 1 of 3 nodes is down: e1.',
    ]);
  });

  it('warns when one more lost manager would stop the swarm, and refuses when it has stopped', () => {
    expect(told(swarmHealth({ nodes: managers(['reachable', 'reachable', 'unreachable']) }))).toEqual([
      'warning The swarm is one manager away from losing its quorum: 2 of 3 managers can be reached (not e3).',
    ]);
    expect(told(swarmHealth({ nodes: managers(['reachable', 'unreachable', 'unreachable']) }))).toEqual([
      'error The swarm has no quorum: 1 of 3 managers can be reached (not e2, e3), and 2 are needed.',
    ]);
    const five = ['reachable', 'reachable', 'reachable', 'reachable', 'unreachable'];
    expect(swarmHealth({ nodes: managers(five) })).toEqual([]);
  });
});
