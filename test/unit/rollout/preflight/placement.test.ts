import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../../shared/engine/specs.ts';
import { constraints } from '../../../../shared/rollout/preflight/constraints.ts';
import { platforms } from '../../../../shared/rollout/preflight/platforms.ts';
import { resources } from '../../../../shared/rollout/preflight/resources.ts';
import { nodes, replicas, stackOf, told, wanted } from '../../../support/preflight-objects.ts';
import { currentStack, node } from '../../../support/swarm-objects.ts';

const three = currentStack({ nodes: nodes(3) });
const constrained = (...Constraints: readonly string[]) => ({ Placement: { Constraints } });

describe('constraints', () => {
  const find = (...specs: readonly ServiceSpec[]) => told(constraints(stackOf(...specs), three));

  it('finds what no node satisfies; for a global service that may be meant', () => {
    const ssd = constrained('node.labels.disk  ==  ssd');
    expect(
      find(wanted('a', ssd), wanted('b', ssd, { Mode: { Global: {} } }), wanted('c', ssd, replicas(0))),
    ).toEqual([
      'error a: no node satisfies deploy.placement.constraints (node.labels.disk == ssd).',
      'warning b: no node satisfies deploy.placement.constraints (node.labels.disk == ssd).',
    ]);
    expect(find(wanted('a', constrained('node.hostname==e3')), wanted('b'))).toEqual([]);
  });

  it('warns where the nodes that would do may come back', () => {
    const drained = nodes(3, { Spec: { Role: 'worker', Availability: 'drain' } });
    const stack = stackOf(wanted('a', constrained('node.hostname==e3')));
    expect(told(constraints(stack, currentStack({ nodes: drained })))).toEqual([
      'warning a: the nodes that satisfy deploy.placement.constraints (node.hostname==e3) are all down, drained or paused.',
    ]);
  });

  it('finds more replicas than max_replicas_per_node lets run', () => {
    const most = { Placement: { MaxReplicas: 1 } };
    expect(find(wanted('a', most, replicas(4)), wanted('b', most, replicas(3)))).toEqual([
      'error a: 4 replicas do not fit on 3 nodes with max_replicas_per_node 1.',
    ]);
  });
});

describe('platforms', () => {
  const made = (...Platforms: readonly { readonly Architecture: string; readonly OS: string }[]) =>
    wanted('a', { Placement: { Platforms } });
  const find = (spec: ServiceSpec) => told(platforms(stackOf(spec), three));

  it('finds an image that was made for none of the nodes', () => {
    expect(
      find(made({ Architecture: 'arm64', OS: 'linux' }, { Architecture: 's390x', OS: 'linux' })),
    ).toEqual(['error a: app:1 is made for linux/arm64, linux/s390x, but its nodes are linux/amd64.']);
  });

  it('knows that nodes name processors otherwise than images, and that ARM fits any', () => {
    expect(find(made({ Architecture: 'amd64', OS: 'linux' }))).toEqual([]);
    expect(find(made({ Architecture: '', OS: 'linux' }))).toEqual([]);
    expect(find(wanted('a'))).toEqual([]);
  });
});

describe('resources', () => {
  const holding = (memory: number, cpus: number) =>
    node({
      Description: { Hostname: 'e1', Resources: { MemoryBytes: memory * 1024 ** 3, NanoCPUs: cpus * 1e9 } },
    });
  const current = currentStack({ nodes: [holding(4, 2), holding(2, 8)] });
  const find = (Resources: object, mode = {}) =>
    told(resources(stackOf(wanted('a', { Resources }, mode)), current));

  it('finds what no node can hold, even if each part fits on some node', () => {
    expect(find({ Reservations: { MemoryBytes: 5 * 1024 ** 3 } })).toEqual([
      'error a: no node can hold deploy.resources.reservations (memory 5120M); the largest: e1 has memory 4096M.',
    ]);
    expect(find({ Reservations: { MemoryBytes: 3 * 1024 ** 3, NanoCPUs: 4e9 } })).toHaveLength(1);
    expect(find({ Reservations: { MemoryBytes: 3 * 1024 ** 3, NanoCPUs: 2e9 } })).toEqual([]);
    expect(find({ Reservations: { MemoryBytes: 5 * 1024 ** 3 } }, replicas(0))).toEqual([]);
  });

  it('finds a limit below its reservation', () => {
    const Resources = {
      Limits: { MemoryBytes: 64 * 1024 ** 2, NanoCPUs: 5e8 },
      Reservations: { MemoryBytes: 128 * 1024 ** 2, NanoCPUs: 1e9 },
    };
    expect(find(Resources)).toEqual([
      'error a: deploy.resources limits memory to 64M and reserves 128M.',
      'error a: deploy.resources limits cpus to 0.5 and reserves 1.',
    ]);
    expect(find({ Limits: { MemoryBytes: 2 ** 30 }, Reservations: { MemoryBytes: 2 ** 30 } })).toEqual([]);
  });
});
