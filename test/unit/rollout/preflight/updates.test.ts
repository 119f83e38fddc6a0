import { describe, expect, it } from 'vitest';
import type { Mount, ServiceSpec } from '../../../../shared/engine/specs.ts';
import { localVolumes } from '../../../../shared/rollout/preflight/local-volumes.ts';
import { memoryLimits } from '../../../../shared/rollout/preflight/memory-limits.ts';
import { startFirst } from '../../../../shared/rollout/preflight/start-first.ts';
import { nodes, replicas, START_FIRST, stackOf, told, wanted } from '../../../support/preflight-objects.ts';
import { currentStack, serviceSpec } from '../../../support/swarm-objects.ts';

describe('startFirst', () => {
  const checked = (...Test: readonly string[]) => ({
    ContainerSpec: serviceSpec({}, { Healthcheck: { Test } }).TaskTemplate.ContainerSpec,
  });

  it('warns of a service that is rolled start-first and has no healthcheck, or one switched off', () => {
    const stack = stackOf(
      wanted('a', {}, START_FIRST),
      wanted('b', checked('NONE'), START_FIRST),
      wanted('c', checked('CMD', '/healthcheck'), START_FIRST),
      wanted('d'),
    );
    expect(startFirst(stack).map(({ level, service }) => [level, service])).toEqual([
      ['warning', 'demo_a'],
      ['warning', 'demo_b'],
    ]);
  });
});

describe('memoryLimits', () => {
  const limited = wanted('ok', { Resources: { Limits: { MemoryBytes: 1 } } });

  it('warns once, naming all, and refuses where limits are required', () => {
    const stack = stackOf(wanted('a'), limited, wanted('b'));
    expect(told(memoryLimits(stack, false))).toEqual([
      'warning a, b: no memory limit; a leak would take the whole node.',
    ]);
    expect(told(memoryLimits(stack, true))).toEqual([
      'error a, b: no memory limit, and require-limits is true.',
    ]);
    expect(memoryLimits(stackOf(limited), true)).toEqual([]);
  });
});

describe('localVolumes', () => {
  const three = currentStack({ nodes: nodes(3) });
  const volume: Mount = { Type: 'volume', Source: 'demo_data', Target: '/data' };
  const using = (mount: Mount, changes: Partial<ServiceSpec>, Constraints: readonly string[] = []) =>
    wanted(
      'db',
      {
        ContainerSpec: serviceSpec({}, { Mounts: [mount] }).TaskTemplate.ContainerSpec,
        Placement: { Constraints },
      },
      changes,
    );
  const atOnce = (Parallelism: number, Order = 'stop-first'): Partial<ServiceSpec> => ({
    UpdateConfig: { Parallelism, Order, MaxFailureRatio: 0 },
  });
  const find = (spec: ServiceSpec) => told(localVolumes(stackOf(spec), three));

  it('warns of replicas that each have a volume of their own', () => {
    expect(find(using(volume, replicas(2)))).toEqual([
      'warning db: demo_data is a local volume, and its 2 replicas run on several nodes, each with a volume and data of its own.',
    ]);
    expect(find(using(volume, replicas(2), ['node.hostname==e1']))).toEqual([]);
    expect(find(using(volume, replicas(1)))).toEqual([]);
    expect(find(using(volume, { Mode: { Global: {} } }))).toEqual([]);
  });

  it('warns of two tasks that write to one volume during an update', () => {
    const [warning] = find(using(volume, START_FIRST, ['node.hostname==e1']));
    expect(warning).toMatch(/^warning db: demo_data is a local volume, and with order start-first/);
    const everywhere = find(using(volume, { Mode: { Global: {} }, ...START_FIRST }));
    expect(everywhere).toEqual([expect.stringContaining('the new task runs beside the old one')]);
  });

  it.each<[string, Partial<ServiceSpec>, string | undefined]>([
    ['2 of 3', { ...replicas(3), ...atOnce(2) }, '2 of its 3 tasks'],
    ['all of 3', { ...replicas(3), ...atOnce(0) }, '3 of its 3 tasks'],
    ['all of 2', { ...replicas(2), ...atOnce(5) }, '2 of its 2 tasks'],
    ['2 of every node', { Mode: { Global: {} }, ...atOnce(2) }, '2 of its 3 tasks'],
    ['one of 3', { ...replicas(3), ...atOnce(1) }, undefined],
    ['one of 3, as the engine does', replicas(3), undefined],
    ['the only one', { ...replicas(1), ...atOnce(0) }, undefined],
    ['none', { ...replicas(0), ...atOnce(0) }, undefined],
  ])('warns of an update that takes several at once: %s', (_what, changes, words) => {
    const found = find(using(volume, changes)).filter((line) => line.includes('at the same time'));
    expect(found).toEqual(
      words === undefined ? [] : [expect.stringContaining(`an update replaces ${words}`)],
    );
  });

  it('names each of several reasons', () => {
    const found = find(using(volume, { ...replicas(2), ...atOnce(2, 'start-first') }));
    expect(found).toHaveLength(3);
  });

  it.each<[string, Mount]>([
    ['read only', { ...volume, ReadOnly: true }],
    ['without a name', { Type: 'volume', Target: '/data' }],
    ['of a driver that may share', { ...volume, VolumeOptions: { DriverConfig: { Name: 'nfs' } } }],
    [
      'of a device',
      {
        ...volume,
        VolumeOptions: { DriverConfig: { Name: 'local', Options: { type: 'nfs', device: ':/x' } } },
      },
    ],
    ['of the node', { Type: 'bind', Source: '/srv', Target: '/data' }],
  ])('lets a mount %s be', (_what, mount) => {
    expect(find(using(mount, { ...replicas(2), ...START_FIRST }))).toEqual([]);
  });
});
