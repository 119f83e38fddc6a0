import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../../shared/engine/specs.ts';
import { planOfService } from '../../../support/plan-of-service.ts';
import { serviceSpec } from '../../../support/swarm-objects.ts';

const file = (Name: string) => ({ Name, UID: '0', GID: '0', Mode: 292 });

function listing(changes: Partial<ServiceSpec['TaskTemplate']['ContainerSpec']>): ServiceSpec {
  return serviceSpec({}, changes);
}

function publishing(...ports: readonly number[]): ServiceSpec {
  return serviceSpec({
    EndpointSpec: { Ports: ports.map((PublishedPort) => ({ TargetPort: 80, PublishedPort })) },
  });
}

function constrained(...Constraints: readonly string[]): ServiceSpec {
  return serviceSpec({ TaskTemplate: { ...serviceSpec().TaskTemplate, Placement: { Constraints } } });
}

describe('an order that says nothing', () => {
  it.each([
    ['ports', publishing(1, 2, 3), publishing(3, 1, 2)],
    ['variables', listing({ Env: ['A=1', 'B', 'C='] }), listing({ Env: ['C=', 'A=1', 'B'] })],
    [
      'mounts',
      listing({
        Mounts: [
          { Type: 'volume', Target: '/a' },
          { Type: 'tmpfs', Target: '/b' },
        ],
      }),
      listing({
        Mounts: [
          { Target: '/b', Type: 'tmpfs' },
          { Target: '/a', Type: 'volume', Consistency: 'default' },
        ],
      }),
    ],
    [
      'secrets',
      listing({ Secrets: ['x', 'y'].map((name) => ({ SecretName: name, File: file(name) })) }),
      listing({ Secrets: ['y', 'x'].map((name) => ({ SecretName: name, File: file(name) })) }),
    ],
    ['capabilities', listing({ CapabilityAdd: ['A', 'B'] }), listing({ CapabilityAdd: ['B', 'A'] })],
    [
      'constraints',
      constrained('node.role==worker', 'node.hostname!=x'),
      constrained('node.hostname!=x', 'node.role==worker'),
    ],
  ])('restarts nothing when it is that of %s', (_what, present, wanted) => {
    expect(planOfService(wanted, present).services[0]?.action).toBe('unchanged');
  });

  it('is kept beside a change that restarts the tasks anyway', () => {
    const wanted = { ...publishing(3, 1, 2), Mode: { Replicated: { Replicas: 5 } } };
    const [change] = planOfService(wanted, publishing(1, 2, 3)).services;
    expect(change).toMatchObject({ action: 'update', restarts: 'none' });
    expect(change?.spec.EndpointSpec?.Ports?.map(({ PublishedPort }) => PublishedPort)).toEqual([1, 2, 3]);
  });

  it('never loses or changes an item', () => {
    const ports = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 6 });
    fc.assert(
      fc.property(ports, ports, (wanted, present) => {
        const [change] = planOfService(publishing(...wanted), publishing(...present)).services;
        const planned = (change?.spec.EndpointSpec?.Ports ?? []).map(({ PublishedPort }) => PublishedPort);
        expect(planned.toSorted()).toEqual(wanted.toSorted());
        const same = wanted.toSorted().join() === present.toSorted().join();
        expect(planned).toEqual(same ? present : wanted);
        expect(change?.action === 'unchanged').toBe(same);
      }),
    );
  });
});

describe('an order that counts', () => {
  it.each([
    ['two variables of one name', listing({ Env: ['A=1', 'A=2'] }), listing({ Env: ['A=2', 'A=1'] })],
    ['a command', listing({ Args: ['a', 'b'] }), listing({ Args: ['b', 'a'] })],
    [
      'extra hosts',
      listing({ Hosts: ['1.1.1.1 a', '2.2.2.2 a'] }),
      listing({ Hosts: ['2.2.2.2 a', '1.1.1.1 a'] }),
    ],
  ])('stays a change: %s', (_what, present, wanted) => {
    expect(planOfService(wanted, present).services[0]).toMatchObject({ action: 'update', restarts: 'all' });
  });
});
