import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { connectEngine, type EngineConnection } from '../../shared/engine/connect.ts';
import type { Task } from '../../shared/engine/objects.ts';
import type { ServiceChange } from '../../shared/rollout/plan/plan.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { eventually } from '../cluster/engine-call.ts';
import { planAgainst } from '../support/plan-in-process.ts';
import { readStackState, type StackState, serviceOf } from '../support/stack-state.ts';

let cluster: Cluster;
let connection: EngineConnection;
beforeAll(async () => {
  cluster = await startCluster({ workers: 1 });
  connection = await connectEngine({
    address: { kind: 'unix', socketPath: cluster.manager.socketPath },
    ssh: {},
    log: { info: () => undefined, debug: () => undefined },
  });
});
afterAll(async () => {
  await connection?.close();
  await cluster?.down();
});

const planned = (stack: string, file: object) => planAgainst(connection.engine, stack, stringify(file));
const stateOf = (stack: string): Promise<StackState> => readStackState(cluster.manager.socketPath, stack);

interface Case {
  readonly before?: object;
  readonly after: object;
  /** Tasks replaced, added and removed; 1 task runs unless the case says otherwise, on each node a global one. */
  readonly effect: readonly [replaced: number, added: number, removed: number];
  /** Only the most that may be replaced. */
  readonly atMost?: true;
}

const deploy = (changes: object): object => ({ deploy: changes });
const replicas = (count: number): object => deploy({ replicas: count });
const UPDATE = { parallelism: 0, monitor: '500ms' };
const SECOND = { image: 'localhost:1/app:2' };
/** With addresses of its own; a task that shares its node's starts faster. */
const JOINED = { networks: { default: {} } };
const constrained = (constraint: string): object => ({ placement: { constraints: [constraint] } });
const published = (port: number, mode: string): object => ({
  ...JOINED,
  ports: [{ target: 80, published: port, mode }],
});

const NOTHING = [0, 0, 0] as const;
const ALL = [1, 0, 0] as const;

/** For each kind of change what the engine must do about it: measured here, and claimed by the plan. */
const CASES: Readonly<Record<string, Case>> = {
  'service-label': { after: deploy({ labels: { team: 'a' } }), effect: NOTHING },
  'update-config': { after: deploy({ update_config: { ...UPDATE, order: 'start-first' } }), effect: NOTHING },
  'rollback-config': { after: deploy({ rollback_config: { parallelism: 2 } }), effect: NOTHING },
  'fewer-replicas': { before: replicas(2), after: replicas(1), effect: [0, 0, 1] },
  'more-replicas': { after: replicas(2), effect: [0, 1, 0] },
  'no-replicas': { before: replicas(0), after: { ...SECOND, ...replicas(0) }, effect: NOTHING },
  'met-constraint': { after: deploy(constrained('node.hostname != elsewhere')), effect: NOTHING },
  preference: { after: deploy({ placement: { preferences: [{ spread: 'node.role' }] } }), effect: NOTHING },
  'most-per-node': { after: deploy({ placement: { max_replicas_per_node: 2 } }), effect: NOTHING },
  constraint: {
    before: replicas(2),
    after: deploy({ replicas: 2, ...constrained('node.role == manager') }),
    effect: [2, 0, 0],
    atMost: true,
  },
  'order-of-ports': {
    before: { ...JOINED, ports: ['8101:80', '8102:81'] },
    after: { ...JOINED, ports: ['8102:81', '8101:80'] },
    effect: NOTHING,
  },
  'order-of-lists': {
    before: { volumes: ['/tmp:/a', '/tmp:/b'], cap_add: ['NET_RAW', 'CHOWN'] },
    after: { volumes: ['/tmp:/b', '/tmp:/a'], cap_add: ['CHOWN', 'NET_RAW'] },
    effect: NOTHING,
  },
  image: { before: replicas(2), after: { ...SECOND, ...replicas(2) }, effect: [2, 0, 0] },
  'image-and-more': { after: { ...SECOND, ...replicas(2) }, effect: [1, 1, 0] },
  'image-and-fewer': { before: replicas(2), after: { ...SECOND, ...replicas(1) }, effect: [1, 0, 1] },
  'image-and-constraint': {
    after: { ...SECOND, ...deploy(constrained('node.hostname != elsewhere')) },
    effect: ALL,
  },
  variable: { before: { environment: ['A=1'] }, after: { environment: ['A=2'] }, effect: ALL },
  'container-label': { after: { labels: { team: 'a' } }, effect: ALL },
  command: { after: { command: '3601' }, effect: ALL },
  healthcheck: { after: { healthcheck: { test: ['CMD', 'true'], interval: '300ms' } }, effect: ALL },
  'grace-period': { after: { stop_grace_period: '3s' }, effect: ALL },
  'restart-policy': { after: deploy({ restart_policy: { condition: 'on-failure' } }), effect: ALL },
  limit: { after: deploy({ resources: { limits: { memory: '64M' } } }), effect: ALL },
  reservation: { after: deploy({ resources: { reservations: { memory: '8M' } } }), effect: ALL },
  logging: { after: { logging: { driver: 'json-file', options: { 'max-size': '1m' } } }, effect: ALL },
  alias: { before: JOINED, after: { networks: { default: { aliases: ['other'] } } }, effect: ALL },
  'host-port': { before: JOINED, after: published(8111, 'host'), effect: ALL },
  'no-host-port': { before: published(8112, 'host'), after: JOINED, effect: ALL },
  'ingress-port': { before: JOINED, after: published(8113, 'ingress'), effect: ALL },
  'no-ingress-port': { before: published(8114, 'ingress'), after: JOINED, effect: ALL },
  'endpoint-mode': {
    before: { ...JOINED, ...deploy({ endpoint_mode: 'dnsrr' }) },
    after: JOINED,
    effect: ALL,
  },
  config: {
    before: { configs: [{ source: 'first', target: '/page' }] },
    after: { configs: [{ source: 'second', target: '/page' }] },
    effect: ALL,
  },
  global: {
    before: deploy({ mode: 'global' }),
    after: { ...SECOND, ...deploy({ mode: 'global' }) },
    effect: [2, 0, 0],
  },
  'global-elsewhere': {
    before: deploy({ mode: 'global' }),
    after: deploy({ mode: 'global', ...constrained('node.role == worker') }),
    effect: [0, 0, 1],
  },
};

function stackOf(which: 'before' | 'after', cases: readonly (readonly [string, Case])[]): object {
  const services = cases.map(([name, each]) => {
    const { deploy: more = {}, ...rest } = (each[which] ?? {}) as { readonly deploy?: object };
    const base = { image: 'localhost:1/app:1', entrypoint: 'sleep', command: '3600', stop_signal: 'SIGKILL' };
    return [name, { ...base, networks: ['node'], ...rest, deploy: { update_config: UPDATE, ...more } }];
  });
  return {
    services: Object.fromEntries(services),
    networks: { node: { external: true, name: 'host' } },
    configs: { first: { file: '/first' }, second: { file: '/second' } },
  };
}

function wantedTasks(services: readonly ServiceChange[]): number {
  const counts = services.map(({ key, spec }) => {
    if (spec.Mode.Replicated !== undefined) return spec.Mode.Replicated.Replicas ?? 1;
    return (
      cluster.nodes.length -
      (CASES[key]?.effect[2] ?? 0) * (spec.TaskTemplate.Placement?.Constraints ?? []).length
    );
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Every task that is to run does, no other one lives, and no service is still being updated. */
function isSettled({ services, tasks, running }: StackState, wanted: number): boolean {
  const moving = tasks.filter(({ DesiredState, Status }) => {
    const alive = !['shutdown', 'failed', 'rejected', 'complete', 'orphaned', 'remove'].includes(
      Status.State,
    );
    return alive && !(DesiredState === 'running' && Status.State === 'running');
  });
  const updating = services.filter(({ UpdateStatus }) => UpdateStatus?.State === 'updating');
  return running.length === wanted && moving.length === 0 && updating.length === 0;
}

describe('what a plan says of tasks', { concurrent: true }, () => {
  const parts = Object.entries(CASES);
  const stacks = [0, 1, 2].map((part) => parts.filter((_case, at) => at % 3 === part));

  it.each(stacks.map((cases, at) => [`table${at}`, cases] as const))(
    'is what the engine does: %s',
    async (stack, cases) => {
      const first = await planned(stack, stackOf('before', cases));
      await first.carryOut();
      const settled = (wanted: number) =>
        eventually(`${stack} to settle`, async () => {
          const state = await stateOf(stack);
          return isSettled(state, wanted) ? state : undefined;
        });
      const before = await settled(wantedTasks(first.plan.services));
      const again = await planned(stack, stackOf('before', cases));
      expect(again.plan.services.filter(({ action }) => action !== 'unchanged')).toEqual([]);

      const { plan, carryOut } = await planned(stack, stackOf('after', cases));
      await carryOut();
      const changed = plan.services.filter(({ action }) => action === 'update');
      // What the engine does not begin within a second it does not do: it reacts to the write itself.
      const wrote = Date.now();
      const after = await eventually(`${stack} to settle again`, async () => {
        const state = await stateOf(stack);
        return Date.now() - wrote > 1_000 && isSettled(state, wantedTasks(plan.services)) ? state : undefined;
      });
      for (const [key, { effect, atMost }] of cases) {
        const [replaced, added, removed] = effect;
        const change = changed.find((each) => each.key === key);
        const claim = change?.action === 'update' ? change.effect : { replaced: 0, added: 0, removed: 0 };
        expect({ key, ...claim }).toEqual({ key, replaced, added, removed });
        const [old, present] = [before, after].map((state) => tasksOf(state, stack, key));
        const kept = present?.filter((id) => old?.includes(id)).length ?? 0;
        const done = (present?.length ?? 0) - kept - added;
        if (atMost) expect(done, key).toBeLessThanOrEqual(replaced);
        else expect({ key, replaced: done }).toEqual({ key, replaced });
        expect({ key, tasks: present?.length }).toEqual({ key, tasks: (old?.length ?? 0) + added - removed });
      }
    },
  );
});

describe('a job', { concurrent: true }, () => {
  it('runs again whatever is written, as the plan says', async () => {
    const file = (labels: object) => ({
      services: {
        job: { image: 'localhost:1/app:1', entrypoint: 'true', deploy: { mode: 'replicated-job', labels } },
      },
    });
    const runs = (count: number) =>
      eventually(`run ${count} of the job`, async () => {
        const { tasks } = await stateOf('job');
        const done = tasks.filter(({ Status }) => Status.State === 'complete');
        return done.length === count ? done : undefined;
      });
    await (await planned('job', file({}))).carryOut();
    await runs(1);
    const { plan, carryOut } = await planned('job', file({ team: 'a' }));
    expect(plan.services).toMatchObject([{ restarts: 'all', effect: { replaced: 1, added: 0, removed: 0 } }]);
    await carryOut();
    await runs(2);
  });
});

describe('networks', { concurrent: true }, () => {
  const pool = (...config: readonly object[]): object => ({ ipam: { config } });
  const NETWORKS: Readonly<Record<string, readonly [before: object, after: object, differs?: RegExp]>> = {
    plain: [{}, { internal: true }, /internal is true in the file and false in the swarm/],
    attachable: [{ attachable: true }, {}, /attachable is false in the file and true/],
    encrypted: [{ driver_opts: { encrypted: '' } }, {}, /driver_opts.encrypted is only in the swarm/],
    mtu: [
      { driver_opts: { 'com.docker.network.driver.mtu': '1400' } },
      { driver_opts: { 'com.docker.network.driver.mtu': '1300' } },
      /driver_opts.com.docker.network.driver.mtu is another one in the swarm/,
    ],
    subnet: [
      pool({ subnet: '10.77.0.0/24' }),
      pool({ subnet: '10.78.0.0/24' }),
      /ipam.config is 10.78.0.0\/24 in the file and 10.77.0.0\/24 gateway 10.77.0.1 in the swarm/,
    ],
    range: [
      pool({ subnet: '10.79.0.0/16', ip_range: '10.79.5.0/24', gateway: '10.79.5.9' }),
      pool({ subnet: '10.79.0.0/16', ip_range: '10.79.5.0/24' }),
    ],
    options: [{ ipam: { options: { some: 'thing' } } }, {}, /ipam.options.some is only in the swarm/],
    // What differs in a family of addresses is for the unit tests: engine 28.5 never allocates such a network.
    six: [
      { enable_ipv6: true, ...pool({ subnet: '10.80.0.0/24' }, { subnet: 'fd00:7::/64' }) },
      { enable_ipv6: true, ...pool({ subnet: '10.80.0.0/24' }, { subnet: 'fd00:7::/64' }) },
    ],
    labelled: [{ labels: { team: 'a' } }, { labels: { team: 'b' } }],
  };
  const service = (replicas: number, ...networks: readonly string[]): object => ({
    ...{ image: 'localhost:1/app:1', networks },
    deploy: { replicas, resources: { limits: { memory: '64M' } } },
  });
  const fileOf = (at: 0 | 1): object => ({
    services: { web: service(1, 'plain', 'encrypted'), idle: service(0, ...Object.keys(NETWORKS)) },
    networks: Object.fromEntries(Object.entries(NETWORKS).map(([name, settings]) => [name, settings[at]])),
  });

  it('are refused where the swarm holds them with other settings, and taken as they are where not', async () => {
    const first = await planned('nets', fileOf(0));
    await first.carryOut();
    await eventually('a task in some of the networks', async () => (await stateOf('nets')).running[0]);
    const same = await planned('nets', fileOf(0));
    expect(same.findings).toEqual([]);
    expect(same.plan).toMatchObject({
      networks: [],
      notes: [],
      services: [{ action: 'unchanged' }, { action: 'unchanged' }],
    });

    const { findings, plan } = await planned('nets', fileOf(1));
    const told = findings.filter(({ level }) => level === 'error').map(({ message }) => message);
    for (const [name, [, , differs]] of Object.entries(NETWORKS)) {
      const about = told.filter((message) => message.startsWith(`The network nets_${name} `));
      expect(about, name).toEqual(differs === undefined ? [] : [expect.stringMatching(differs)]);
    }
    expect(plan.notes).toEqual([
      'network nets_labelled keeps the labels it has: Swarm cannot change a network.',
    ]);
  });
});

function tasksOf(state: StackState, stack: string, key: string): readonly string[] {
  const { ID } = serviceOf(state, stack, key);
  return state.running.filter((task: Task) => task.ServiceID === ID).map((task) => task.ID);
}
