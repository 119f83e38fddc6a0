import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type EngineConnection } from '../../shared/engine/connect.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Task } from '../../shared/engine/objects.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import { STACK_LABEL } from '../../shared/rollout/plan/current-stack.ts';
import type { WatchedService } from '../../shared/rollout/watch/watched-service.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { eventually } from '../cluster/engine-call.ts';
import { type StackWatched, tasksOfStack, updateTo, watchedAs, watchStack } from '../support/watch-stack.ts';

const SECOND = 1e9;

let cluster: Cluster;
let connection: EngineConnection;
let engine: Engine;
beforeAll(async () => {
  cluster = await startCluster({ workers: 3 });
  connection = await connectEngine({
    address: { kind: 'unix', socketPath: cluster.manager.socketPath },
    ssh: {},
    log: { info: () => undefined, debug: () => undefined },
  });
  engine = connection.engine;
});
afterAll(async () => {
  await connection?.close();
  await cluster?.down();
});

interface Shape {
  readonly name: string;
  readonly version: number;
  readonly mode?: ServiceSpec['Mode'];
  readonly constraints: readonly string[];
  /** How many slots the engine updates at once; 0: all. */
  readonly parallelism?: number;
}

/** Slow to start, and rolled back by the engine as soon as one task fails. */
function specOf({ name, version, mode, constraints, parallelism = 0 }: Shape): ServiceSpec {
  return {
    Name: `lost_${name}`,
    Labels: { [STACK_LABEL]: 'lost' },
    TaskTemplate: {
      ContainerSpec: {
        Image: `localhost:1/app:${version}`,
        Env: version === 1 ? [] : ['START_DELAY=8'],
        Healthcheck: {
          Test: ['CMD', '/healthcheck'],
          // Each check is a process more, and two dozen tasks have one.
          Interval: 2 * SECOND,
          Timeout: 5 * SECOND,
          Retries: 3,
          StartPeriod: 60 * SECOND,
        },
      },
      Placement: { Constraints: constraints },
    },
    Mode: mode ?? { Replicated: { Replicas: 2 } },
    UpdateConfig: {
      Parallelism: parallelism,
      MaxFailureRatio: 0,
      Order: 'stop-first',
      FailureAction: 'rollback',
      Monitor: SECOND,
    },
    EndpointSpec: { Mode: 'dnsrr' },
  };
}

function watched(id: string, shape: Shape, action: 'create' | 'update'): WatchedService {
  return watchedAs(id, specOf(shape), action);
}

async function create(shape: Shape): Promise<string> {
  return (await engine.services.create(specOf(shape))).ID;
}

const update = (id: string, shape: Shape): Promise<void> => updateTo(engine, id, specOf(shape));
const stackTasks = (): Promise<readonly Task[]> => tasksOfStack(engine, 'lost');
const watch = (services: readonly WatchedService[], tasksBefore: readonly Task[]): Promise<StackWatched> =>
  watchStack(engine, 'lost', services, tasksBefore);

/** Image and node of the running tasks of a service that are wanted. */
async function runningOf(id: string): Promise<readonly string[]> {
  const [tasks, nodes] = await Promise.all([engine.tasks.list({ service: [id] }), engine.nodes.list()]);
  const names = new Map(nodes.map((node) => [node.ID, node.Description.Hostname]));
  return tasks
    .filter(({ DesiredState, Status }) => DesiredState === 'running' && Status.State === 'running')
    .map(({ Spec, NodeID }) => `${Spec.ContainerSpec.Image.slice(-1)} on ${names.get(NodeID ?? '')}`)
    .toSorted();
}

async function allReady(): Promise<void> {
  await eventually('all nodes to be ready', async () =>
    (await engine.nodes.list()).every(({ Status }) => Status.State === 'ready') ? true : undefined,
  );
}

/** On node 2 runs more than on others, so that the first new task goes to the node that is to be lost. */
const BALLAST: Shape = {
  name: 'ballast',
  version: 1,
  mode: { Replicated: { Replicas: 6 } },
  constraints: ['node.hostname == node-2'],
};
const olderOf = ({ name }: { readonly name: string }, constraints: readonly string[]): Shape => ({
  name,
  version: 1,
  constraints,
});
const AT_ONCE = ['killed', 'cut'].map(
  (way, at): Shape => ({
    name: `at-once-${way}`,
    version: 2,
    constraints: ['node.hostname != node-1', `node.hostname != node-${4 - at}`],
  }),
);
const ONE_BY_ONE = ['killed', 'cut'].map(
  (way, at): Shape => ({
    name: `one-by-one-${way}`,
    version: 2,
    parallelism: 1,
    constraints: ['node.hostname != node-1', `node.hostname != node-${4 - at}`],
  }),
);
const EVERYWHERE: Shape = { name: 'everywhere', version: 2, mode: { Global: {} }, constraints: [] };

describe('a node that is lost while it starts new tasks', () => {
  const shapes = [...AT_ONCE, ...ONE_BY_ONE, EVERYWHERE];
  let ids: readonly string[];
  /** Services of which the manager last heard that a task on a lost node starts. */
  let lostWhileStarting: readonly string[];
  let result: StackWatched;

  beforeAll(async () => {
    const first = [
      BALLAST,
      ...AT_ONCE.map((shape) => olderOf(shape, ['node.hostname == node-2'])),
      ...ONE_BY_ONE.map((shape) => olderOf(shape, ['node.hostname == node-2'])),
      { ...EVERYWHERE, version: 1 },
    ];
    const created = await Promise.all(first.map(create));
    await watch(
      first.map((shape, at) => watched(created[at] ?? '', shape, 'create')),
      [],
    );
    ids = created.slice(1);
    const tasksBefore = await stackTasks();
    await Promise.all(shapes.map((shape, at) => update(ids[at] ?? '', shape)));
    lostWhileStarting = await loseNodesInMidStart();
    result = await watch(
      shapes.map((shape, at) => watched(ids[at] ?? '', shape, 'update')),
      tasksBefore,
    );
  });

  async function loseNodesInMidStart(): Promise<readonly string[]> {
    const [, , third, fourth] = cluster.nodes;
    const nodes = await engine.nodes.list();
    const idOf = (hostname: string): string =>
      nodes.find(({ Description }) => Description.Hostname === hostname)?.ID ?? '';
    const lost = [idOf('node-3'), idOf('node-4')];
    const startingThere = async (): Promise<readonly string[]> => {
      const starting = (await stackTasks()).filter(
        ({ Status, NodeID }) => Status.State === 'starting' && lost.includes(NodeID ?? ''),
      );
      const services = new Set(starting.map(({ ServiceID }) => ServiceID));
      return shapes.filter((_, at) => services.has(ids[at] ?? '')).map(({ name }) => name);
    };
    await eventually('each service to start a task on the node it is to lose', async () =>
      (await startingThere()).length === shapes.length ? true : undefined,
    );
    await Promise.all([third?.stop('SIGKILL'), fourth?.cut()]);
    return startingThere();
  }

  it('does not keep the update from ending well', () => {
    const log = result.lines.join('\n');
    expect(
      result.services.map(({ service, outcome }) => `${service.key} ${outcome}`),
      log,
    ).toEqual(shapes.map(({ name }) => `${name} deployed`));
    expect(lostWhileStarting).not.toEqual([]);
    for (const name of lostWhileStarting) {
      const how = name.startsWith('one-by-one') ? 'goes on with the other slots' : 'ends the update';
      expect(log).toMatch(new RegExp(`${name}: the engine waits .* ${how}`));
    }
    for (const node of ['node-3', 'node-4']) expect(log).toMatch(new RegExp(`Node ${node} is down`));
  });

  it('does not take the good version back when it returns', async () => {
    const [, , third, fourth] = cluster.nodes;
    await Promise.all([third?.start(), fourth?.heal()]);
    await allReady();
    const settled = await eventually('the lost tasks to be reported as ended', async () => {
      const left = (await stackTasks()).filter(
        ({ DesiredState, Status }) => DesiredState !== 'running' && Status.State === 'starting',
      );
      return left.length === 0 ? true : undefined;
    });
    expect(settled).toBe(true);
    await sleep(2_000);
    for (const id of ids) {
      const { Spec, UpdateStatus } = await engine.services.inspect(id);
      expect(UpdateStatus?.State ?? '').not.toMatch(/rollback|paused/);
      expect(Spec.TaskTemplate.ContainerSpec.Image).toBe('localhost:1/app:2');
      expect(Spec.Labels).toEqual({ [STACK_LABEL]: 'lost' });
      expect((await runningOf(id)).every((task) => task.startsWith('2 on'))).toBe(true);
    }
  });
});

describe('a manager that restarts in the middle of a rollout', () => {
  const shapes = [AT_ONCE[0], ONE_BY_ONE[1], EVERYWHERE].flatMap((shape) =>
    shape === undefined ? [] : [{ ...shape, version: 3 }],
  );

  it('does not keep the update from ending well', async () => {
    const services = await engine.services.list({ label: [`${STACK_LABEL}=lost`] });
    const idOf = ({ name }: Shape): string =>
      services.find(({ Spec }) => Spec.Name === `lost_${name}`)?.ID ?? '';
    const tasksBefore = await stackTasks();
    await Promise.all(shapes.map((shape) => update(idOf(shape), shape)));
    const watching = watch(
      shapes.map((shape) => watched(idOf(shape), shape, 'update')),
      tasksBefore,
    );
    await sleep(2_000);
    await cluster.manager.stop('SIGTERM');
    await cluster.manager.start();
    const { services: results, lines } = await watching;
    expect(
      results.map(({ service, outcome }) => `${service.key} ${outcome}`),
      lines.join('\n'),
    ).toEqual(shapes.map(({ name }) => `${name} deployed`));
  });
});
