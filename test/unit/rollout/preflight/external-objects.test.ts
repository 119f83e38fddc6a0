import { describe, expect, it } from 'vitest';
import { externalObjects } from '../../../../shared/rollout/preflight/external-objects.ts';
import { told } from '../../../support/preflight-objects.ts';
import { currentStack, desiredStack, POSITION } from '../../../support/swarm-objects.ts';

const network = (Name: string, Scope: string) => ({ Id: Name, Name, Scope, Driver: 'overlay', Labels: {} });
const named = (name: string) => [{ name, position: POSITION }];

describe('externalObjects', () => {
  it('finds networks, configs and secrets that the swarm does not have, at their places', () => {
    const external = { networks: named('edge'), configs: named('shared'), secrets: named('token') };
    const findings = externalObjects(desiredStack({ external }), currentStack());
    expect(told(findings)).toEqual([
      'error The external network "edge" does not exist.',
      'error The external config "shared" does not exist.',
      'error The external secret "token" does not exist.',
    ]);
    expect(findings.every(({ position }) => position === POSITION)).toBe(true);
  });

  it('wants a network of the swarm, and takes those that every node has of its own', () => {
    const external = {
      networks: ['edge', 'local', 'host', 'both'].flatMap(named),
      configs: [],
      secrets: [],
    };
    const networks = [
      network('edge', 'swarm'),
      network('local', 'local'),
      network('both', 'local'),
      network('both', 'swarm'),
    ];
    expect(told(externalObjects(desiredStack({ external }), currentStack({ networks })))).toEqual([
      'error The external network "local" has the scope "local", not "swarm".',
    ]);
  });

  it('finds that a network of the stack has a name that a network of one node has', () => {
    const own = (Name: string) => ({
      body: {
        ...{ Name, Driver: 'overlay', Options: null, Internal: false, Attachable: false, IPAM: null },
        ...{ Labels: {}, Scope: '', ConfigOnly: false, ConfigFrom: null, Ingress: false },
      },
      position: POSITION,
    });
    const stack = desiredStack({ networks: ['demo_a', 'demo_b', 'demo_c'].map(own) });
    const networks = [network('demo_a', 'local'), network('demo_b', 'swarm')];
    expect(told(externalObjects(stack, currentStack({ networks })))).toEqual([
      'error The name of the network "demo_a" belongs to one with the scope "local".',
    ]);
  });
});
