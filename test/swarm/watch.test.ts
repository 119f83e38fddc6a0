import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type EngineConnection } from '../../shared/engine/connect.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Node } from '../../shared/engine/objects.ts';
import type { ServiceSpec, TaskSpec } from '../../shared/engine/specs.ts';
import { diagnose, diagnosisLines } from '../../shared/rollout/diagnosis/diagnosis.ts';
import { gatherEvidence } from '../../shared/rollout/diagnosis/evidence.ts';
import { STACK_LABEL } from '../../shared/rollout/plan/current-stack.ts';
import { leastUpdateTime } from '../../shared/rollout/watch/patience.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { nameOfCall } from '../support/recorded-calls.ts';
import { tasksOfStack, updateTo, watchedAs, watchStack } from '../support/watch-stack.ts';

const SECOND = 1e9;
const ON_MANAGER = ['node.role == manager'];

let cluster: Cluster;
let connection: EngineConnection;
let engine: Engine;
beforeAll(async () => {
  cluster = await startCluster({ recorded: true });
  connection = await connectEngine({
    address: { kind: 'unix', socketPath: cluster.recorder?.path ?? '' },
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
  readonly replicas?: number;
  readonly version?: number;
  readonly env?: readonly string[];
  readonly container?: Partial<TaskSpec['ContainerSpec']>;
  readonly task?: Partial<TaskSpec>;
  readonly spec?: Partial<ServiceSpec>;
}

/** A stack's only service, by default of one task on the manager. */
function specOf(stack: string, { replicas = 1, version = 1, env = [], ...more }: Shape = {}): ServiceSpec {
  return {
    Name: `${stack}_web`,
    Labels: { [STACK_LABEL]: stack },
    TaskTemplate: {
      ContainerSpec: { Image: `localhost:1/app:${version}`, Env: env, ...more.container },
      Placement: { Constraints: ON_MANAGER },
      ...more.task,
    },
    Mode: { Replicated: { Replicas: replicas } },
    EndpointSpec: { Mode: 'dnsrr' },
    ...more.spec,
  };
}

async function created(spec: ServiceSpec): Promise<string> {
  const stack = spec.Labels[STACK_LABEL] ?? '';
  const { ID } = await engine.services.create(spec);
  const { reached, lines } = await watchStack(engine, stack, [watchedAs(ID, spec, 'create')]);
  expect(reached, lines.join('\n')).toBe(true);
  return ID;
}

async function setAvailability({ ID, Spec }: Node, availability: string): Promise<void> {
  const call = { socketPath: cluster.manager.socketPath };
  const { Version } = await callEngine<{ Version: { Index: number } }>({ ...call, path: `/nodes/${ID}` });
  const path = `/nodes/${ID}/update?version=${Version.Index}`;
  await callEngine({ ...call, method: 'POST', path, body: { ...Spec, Availability: availability } });
}

describe('a watch', { concurrent: true }, () => {
  it('costs little more than a list of tasks a second while nothing happens', async () => {
    const stack = 'quiet';
    const spec = specOf(stack);
    const id = await created(spec);
    const asked = (name: string): number =>
      (cluster.recorder?.calls() ?? []).filter(
        (call) => nameOfCall(call) === name && call.path.includes(stack),
      ).length;
    const before = { tasks: asked('GET /tasks'), services: asked('GET /services') };
    const patient = watchedAs(id, spec, 'create', { stableForMs: 20_000 });
    const { services } = await watchStack(engine, stack, [patient]);
    const seconds = services[0]?.seconds ?? 0;
    const tasks = ((asked('GET /tasks') - before.tasks) / seconds) * 60;
    const lists = ((asked('GET /services') - before.services) / seconds) * 60;
    console.log(`quiet watch: ${tasks.toFixed(0)} lists of tasks, ${lists.toFixed(0)} of services a minute`);
    expect(tasks).toBeLessThanOrEqual(120);
    expect(lists).toBeLessThanOrEqual(60);
  });

  it('notices the end of an update within a poll', async () => {
    const stack = 'prompt';
    const config = {
      Parallelism: 1,
      Delay: 2 * SECOND,
      Monitor: SECOND,
      MaxFailureRatio: 0,
      Order: 'stop-first',
    };
    const before = specOf(stack, { replicas: 2, spec: { UpdateConfig: config } });
    const id = await created(before);
    const spec = specOf(stack, { replicas: 2, version: 2, spec: { UpdateConfig: config } });
    const tasksBefore = await tasksOfStack(engine, stack);
    await updateTo(engine, id, spec);
    const startedAt = performance.now();
    const watching = watchStack(engine, stack, [watchedAs(id, spec, 'update')], tasksBefore);
    const running = eventually('both new tasks to run', async () => {
      const tasks = await tasksOfStack(engine, stack);
      const fresh = tasks.filter(
        ({ Spec, Status }) => Spec.ContainerSpec.Image.endsWith(':2') && Status.State === 'running',
      );
      return fresh.length === 2 ? (performance.now() - startedAt) / 1000 : undefined;
    });
    const [{ services, lines }, truth] = await Promise.all([watching, running]);
    expect(services[0]?.outcome, lines.join('\n')).toBe('deployed');
    const lag = (services[0]?.runningAfterSeconds ?? Number.NaN) - truth;
    console.log(
      `noticed ${(lag * 1000).toFixed(0)} ms after the last task ran, ${truth.toFixed(1)} s after the write`,
    );
    expect(lag).toBeLessThan(1);
    const { UpdateStatus } = await engine.services.inspect(id);
    const took = Date.parse(UpdateStatus?.CompletedAt ?? '') - Date.parse(UpdateStatus?.StartedAt ?? '');
    expect(took).toBeGreaterThanOrEqual(leastUpdateTime(spec, 2));
  });

  it('lets dependents go on as soon as what they need of a service is there', async () => {
    const stack = 'waves';
    const Healthcheck = { Test: ['CMD', '/healthcheck'], Interval: SECOND / 2, StartPeriod: 60 * SECOND };
    const spec = specOf(stack, { env: ['START_DELAY=5'], container: { Healthcheck } });
    const { ID } = await engine.services.create(spec);
    const as = (neededAs: 'service_started' | 'service_healthy') => [
      watchedAs(ID, spec, 'create', { neededAs }),
    ];
    const started = await watchStack(engine, stack, as('service_started'), [], 'running');
    const healthy = await watchStack(engine, stack, as('service_healthy'), [], 'running');
    expect([started.reached, healthy.reached]).toEqual([true, true]);
    expect(started.services[0]?.progress).toMatch(/0\/1 running, slot 1 starting/);
    expect(healthy.services[0]?.progress).toMatch(/1\/1 running/);
  });

  it('counts tasks that had to be killed at their stop', async () => {
    const stack = 'deaf';
    const shape = { env: ['IGNORE_SIGTERM=1'], container: { StopGracePeriod: SECOND }, replicas: 2 };
    const id = await created(specOf(stack, shape));
    const tasksBefore = await tasksOfStack(engine, stack);
    const spec = specOf(stack, { ...shape, version: 2 });
    await updateTo(engine, id, spec);
    const { warnings } = await watchStack(engine, stack, [watchedAs(id, spec, 'update')], tasksBefore);
    expect(warnings).toEqual([
      expect.stringMatching(/^web: 2 old tasks did not end within stop_grace_period \(1 s\)/),
    ]);
  });

  it('does not take a service for well whose update somebody left paused', async () => {
    const stack = 'paused';
    const id = await created(specOf(stack));
    const spec = specOf(stack, { env: ['CRASH_AFTER=0.1'] });
    await updateTo(engine, id, spec);
    await eventually('the engine to pause the update', async () => {
      const { UpdateStatus } = await engine.services.inspect(id);
      return UpdateStatus?.State === 'paused' ? true : undefined;
    });
    const tasksBefore = await tasksOfStack(engine, stack);
    const { services } = await watchStack(engine, stack, [watchedAs(id, spec, 'unchanged')], tasksBefore);
    expect(services).toMatchObject([{ outcome: 'paused', cause: { kind: 'crashed' } }]);
  });
});

describe('what a failed container on the connected node knows', { concurrent: true }, () => {
  async function diagnosisOf(stack: string, shape: Shape): Promise<string> {
    const spec = specOf(stack, shape);
    const { ID } = await engine.services.create(spec);
    const patient = watchedAs(ID, spec, 'create', { stableForMs: 15_000 });
    const { services, lastLook } = await watchStack(engine, stack, [patient]);
    const [result] = services;
    if (result === undefined) throw new Error('no result');
    await engine.services.remove(ID);
    return diagnosisLines(diagnose(result, lastLook, await gatherEvidence(engine, result))).join('\n');
  }

  it('is told: that it ran out of memory', async () => {
    const Resources = { Limits: { MemoryBytes: 24 * 1024 ** 2 } };
    const text = await diagnosisOf('memory', {
      env: ['LEAK_MB=8'],
      task: { Resources, Placement: { Constraints: ON_MANAGER }, RestartPolicy: { Delay: SECOND } },
    });
    expect(text).toMatch(/^web: killed because it used up its memory limit of 24 MiB \(2 times in slot 1/);
  });

  it('is told: what its health check printed', async () => {
    const Healthcheck = { Test: ['CMD', '/healthcheck'], Interval: SECOND / 2, Retries: 1 };
    const text = await diagnosisOf('unhealthy', {
      env: ['UNHEALTHY_AFTER=0'],
      container: { Healthcheck },
      task: { Placement: { Constraints: ON_MANAGER }, RestartPolicy: { Delay: SECOND } },
    });
    expect(text).toMatch(/^web: its health check fails/);
    expect(text).toMatch(
      /health {4}unhealthy; the last check ended with 1:\n {4}\| unhealthy on purpose after 0 s/,
    );
  });
});

describe('nodes that take no new tasks', () => {
  it('keep nobody waiting, and what a paused one keeps is told', async () => {
    const everywhere = (version: number): ServiceSpec =>
      specOf('agents', { version, task: { Placement: {} }, spec: { Mode: { Global: {} } } });
    const spread = (version: number): ServiceSpec =>
      specOf('spread', { version, replicas: 3, task: { Placement: {} } });
    const [agents, web] = await Promise.all([created(everywhere(1)), created(spread(1))]);
    const nodes = await engine.nodes.list();
    for (const node of nodes) {
      if (node.Description.Hostname === 'node-2') await setAvailability(node, 'drain');
      if (node.Description.Hostname === 'node-3') await setAvailability(node, 'pause');
    }
    const before = await Promise.all([tasksOfStack(engine, 'agents'), tasksOfStack(engine, 'spread')]);
    await Promise.all([updateTo(engine, agents, everywhere(2)), updateTo(engine, web, spread(2))]);
    const [global, replicated] = await Promise.all([
      watchStack(engine, 'agents', [watchedAs(agents, everywhere(2), 'update')], before[0]),
      watchStack(engine, 'spread', [watchedAs(web, spread(2), 'update')], before[1]),
    ]);
    expect(global.services, global.lines.join('\n')).toMatchObject([
      { outcome: 'deployed', progress: '1/1 running' },
    ]);
    expect(global.warnings).toEqual([expect.stringMatching(/^Node node-3 is paused, .* old task of web/)]);
    expect(replicated.services, replicated.lines.join('\n')).toMatchObject([
      { outcome: 'deployed', progress: '3/3 running' },
    ]);
    expect(replicated.warnings).toEqual([]);
  });
});
