import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../shared/engine/engine.ts';
import { isNameConflict, isNotFound, isOutOfSequence } from '../../shared/engine/engine-errors.ts';
import type { EngineEvent, LogLine, TaskState } from '../../shared/engine/objects.ts';
import type { ContainerSpec, NetworkCreate, ServiceSpec } from '../../shared/engine/specs.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { connectTo, engineErrorOf } from '../support/engine-client.ts';

let cluster: Cluster;
let engine: Engine;

beforeAll(async () => {
  cluster = await startCluster({ managers: 1, workers: 2 });
});

afterAll(() => cluster.down());

beforeEach(async () => {
  ({ engine } = await connectTo(cluster.manager.socketPath));
});

function serviceSpec(name: string, more: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    Name: name,
    Labels: { app: 'shop' },
    TaskTemplate: { ContainerSpec: { Image: 'localhost:1/app:1' } },
    Mode: { Replicated: { Replicas: 0 } },
    ...more,
  };
}

function networkBody(name: string): NetworkCreate {
  return {
    Name: name,
    Driver: 'overlay',
    Options: null,
    Internal: false,
    Attachable: false,
    IPAM: null,
    Labels: { app: 'shop' },
    Scope: 'swarm',
    ConfigOnly: false,
    ConfigFrom: null,
    Ingress: false,
    CheckDuplicate: true,
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('the objects of a swarm', () => {
  it('tells about the engine and its nodes', async () => {
    const info = await engine.info();
    expect(info.Swarm).toMatchObject({ LocalNodeState: 'active', ControlAvailable: true, Nodes: 3 });
    const nodes = await engine.nodes.list();
    expect(nodes.map((node) => [node.Description.Hostname, node.Spec.Role]).sort()).toEqual([
      ['node-1', 'manager'],
      ['node-2', 'worker'],
      ['node-3', 'worker'],
    ]);
  });

  it('creates, finds, updates and removes a service', async () => {
    const { ID } = await engine.services.create(serviceSpec('shop_web'));
    const created = await engine.services.inspect('shop_web');
    expect(created).toMatchObject({ ID, Spec: { Labels: { app: 'shop' } } });
    await engine.services.create(serviceSpec('blog_web', { Labels: { app: 'blog' } }));
    const found = await engine.services.list({ label: ['app=shop'], name: ['shop_'] });
    expect(found.map((service) => service.ID)).toEqual([ID]);

    const changed = { ...created.Spec, Labels: { app: 'shop', release: '2' } };
    await engine.services.update(ID, created.Version.Index, changed);
    const updated = await engine.services.inspect(ID);
    expect(updated.Spec.Labels).toEqual({ app: 'shop', release: '2' });
    expect(updated.PreviousSpec?.Labels).toEqual({ app: 'shop' });

    const outdated = await engineErrorOf(engine.services.update(ID, created.Version.Index, changed));
    expect(isOutOfSequence(outdated)).toBe(true);
    expect(outdated.message).toBe('Cannot update service shop_web: update out of sequence');
    const taken = await engineErrorOf(engine.services.create(serviceSpec('shop_web')));
    expect(isNameConflict(taken)).toBe(true);

    await engine.services.remove(ID);
    const gone = await Promise.all([
      engineErrorOf(engine.services.inspect(ID)),
      engineErrorOf(engine.services.remove(ID)),
    ]);
    expect(gone.map(isNotFound)).toEqual([true, true]);
  });

  it.each(['configs', 'secrets'] as const)(
    'creates, finds, updates and removes one of its %s',
    async (kind) => {
      const api = engine[kind];
      const spec = { Name: `shop_${kind}`, Labels: { app: 'shop' }, Data: base64('blue') };
      const { ID } = await api.create(spec);
      const [created] = await api.list({ name: [spec.Name] });
      expect(created?.ID).toBe(ID);
      expect(created?.Spec.Data).toBe(kind === 'configs' ? base64('blue') : undefined);
      const version = created?.Version.Index ?? 0;

      await api.update(ID, version, { Name: spec.Name, Labels: { app: 'shop', kept: 'yes' } });
      const [updated] = await api.list({ label: ['kept=yes'] });
      expect(updated?.ID).toBe(ID);

      expect(isOutOfSequence(await engineErrorOf(api.update(ID, version, spec)))).toBe(true);
      expect(isNameConflict(await engineErrorOf(api.create(spec)))).toBe(true);
      const rewritten = { ...spec, Data: base64('green') };
      const refused = await engineErrorOf(api.update(ID, updated?.Version.Index ?? 0, rewritten));
      expect(refused).toMatchObject({ status: 400, hint: expect.stringContaining('Create another one') });
      const empty = await engineErrorOf(api.create({ Name: `empty_${kind}`, Labels: {} }));
      expect(empty.hint).toContain('The file is empty or too large');

      await api.remove(ID);
      expect(isNotFound(await engineErrorOf(api.remove(ID)))).toBe(true);
    },
  );

  it('lets exactly one of many creates of a name succeed', async () => {
    const spec = { Name: 'shop.lease', Labels: {}, Data: base64('x') };
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => engine.configs.create(spec)));
    const errors = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
    expect(errors.filter(isNameConflict)).toHaveLength(19);
  });

  it('creates, finds and removes a network, unless it is in use', async () => {
    const { Id } = await engine.networks.create(networkBody('shop_front'));
    const found = await engine.networks.list({ scope: ['swarm'], label: ['app=shop'] });
    expect(found.map((network) => network.Name)).toEqual(['shop_front']);
    expect(isNameConflict(await engineErrorOf(engine.networks.create(networkBody('shop_front'))))).toBe(true);

    const attached = serviceSpec('shop_attached', {
      TaskTemplate: { ContainerSpec: { Image: 'localhost:1/app:1' }, Networks: [{ Target: Id }] },
    });
    const service = await engine.services.create(attached);
    expect((await engineErrorOf(engine.networks.remove(Id))).hint).toContain('still uses it');
    await engine.services.remove(service.ID);
    await eventually('the network to be free', () =>
      engine.networks.remove(Id).then(
        () => true,
        () => undefined,
      ),
    );
    expect(isNotFound(await engineErrorOf(engine.networks.remove(Id)))).toBe(true);
  });
});

describe('refusals', () => {
  const ingress = { Ports: [{ TargetPort: 80, PublishedPort: 8092 }] };
  const missingConfig = {
    Image: 'localhost:1/app:1',
    Configs: [
      { ConfigID: 'x', ConfigName: 'missing', File: { Name: '/x', UID: '0', GID: '0', Mode: 0o444 } },
    ],
  };

  it.each([
    ['a taken port', { EndpointSpec: ingress }, 'Another service publishes this port'],
    ['dnsrr with an ingress port', { EndpointSpec: { ...ingress, Mode: 'dnsrr' } }, '`mode: host`'],
    ['a missing network', template({ Image: 'a' }, 'nowhere'), 'names a network the swarm does not have'],
    ['a missing config', template(missingConfig), 'names an object the swarm does not have'],
    ['no image', template({ Image: '' }), 'The engine takes no such value'],
  ])('explains %s', async (_, more, hint) => {
    const { ID } = await engine.services.create(serviceSpec('blog_port', { EndpointSpec: ingress }));
    onTestFinished(() => engine.services.remove(ID));
    const error = await engineErrorOf(engine.services.create(serviceSpec('shop_refused', more)));
    expect(error.hint).toContain(hint);
  });

  function template(ContainerSpec: ContainerSpec, network?: string): Partial<ServiceSpec> {
    return { TaskTemplate: { ContainerSpec, Networks: network === undefined ? [] : [{ Target: network }] } };
  }

  it('explains what never changes in a service', async () => {
    const { ID } = await engine.services.create(serviceSpec('shop_fixed'));
    const { Version, Spec } = await engine.services.inspect(ID);
    const renamed = await engineErrorOf(
      engine.services.update(ID, Version.Index, { ...Spec, Name: 'shop_other' }),
    );
    expect(renamed).toMatchObject({ status: 501, hint: expect.stringContaining('keeps its name') });
    const global = { ...Spec, Mode: { Global: {} } };
    const otherMode = await engineErrorOf(engine.services.update(ID, Version.Index, global));
    expect(otherMode).toMatchObject({ status: 501, hint: expect.stringContaining('change its mode') });
  });

  it('gives the true reason why an image is not found', async () => {
    const error = await engineErrorOf(engine.images.distribution('localhost:1/app:1'));
    expect(error.message).toMatch(/dial tcp \S+:1: connect: connection refused/);
    expect(error.hint).toContain('The manager asks the registry itself');
  });

  it('says of a worker that it is one', async () => {
    const { engine: worker } = await connectTo(cluster.nodes[1]?.socketPath ?? '');
    const errors = await Promise.all([
      engineErrorOf(worker.services.list()),
      engineErrorOf(worker.configs.create({ Name: 'x', Labels: {}, Data: base64('x') })),
      engineErrorOf(worker.networks.create(networkBody('x'))),
    ]);
    for (const error of errors)
      expect(error.hint).toMatch(/^This engine is a worker.* Set `host` to a manager/);
    expect((await worker.info()).Swarm).toMatchObject({ LocalNodeState: 'active', ControlAvailable: false });
  });
});

describe('logs', () => {
  const loud: ContainerSpec = {
    Image: 'localhost:1/app:1',
    Command: [
      '/bin/sh',
      '-c',
      'for i in 1 2 3 4; do echo "line $i"; done; sleep 0.1; echo "no database" >&2; exit 3',
    ],
  };

  async function taskOf(
    name: string,
    container: ContainerSpec,
    on: string,
    state: TaskState,
  ): Promise<string> {
    await engine.services.create(
      serviceSpec(name, {
        Mode: { Replicated: { Replicas: 1 } },
        TaskTemplate: {
          ContainerSpec: container,
          RestartPolicy: { Condition: 'none' },
          Placement: { Constraints: [`node.hostname==${on}`] },
        },
      }),
    );
    return eventually(`the task of ${name} to be ${state}`, async () => {
      const tasks = await engine.tasks.list({ service: [name] });
      return tasks.find((task) => task.Status.State === state)?.ID;
    });
  }

  /** A log can lag behind its task's end. */
  function lastLines(task: string, tail: number): Promise<readonly LogLine[]> {
    return eventually(`${tail} lines`, async () => {
      const lines = await engine.logs.ofTask(task, { tail, timeoutMs: 5_000 });
      return lines.length === tail ? lines : undefined;
    });
  }

  it('come from another node, with their streams, the last lines only', async () => {
    const task = await taskOf('shop_loud', loud, 'node-2', 'failed');
    const lines = await lastLines(task, 3);
    const textsOf = (stream: LogLine['stream']) =>
      lines.filter((line) => line.stream === stream).map((line) => line.text);
    expect(textsOf('stdout')).toEqual(['line 3', 'line 4']);
    expect(textsOf('stderr')).toEqual(['no database']);
  });

  it('come from a task with a TTY', async () => {
    const task = await taskOf('shop_tty', { ...loud, TTY: true }, 'node-3', 'failed');
    expect(await lastLines(task, 2)).toEqual([
      { stream: 'stdout', text: 'line 4' },
      { stream: 'stdout', text: 'no database' },
    ]);
  });

  it('say themselves why there are none', async () => {
    const task = await taskOf('shop_nowhere', loud, 'node-9', 'pending');
    const [line] = await engine.logs.ofTask(task, { tail: 10, timeoutMs: 5_000 });
    expect(line?.stream).toBe('stderr');
    expect(line?.text).toMatch(/^Error grabbing logs: .* has not been scheduled$/);
    const missing = await engineErrorOf(engine.logs.ofTask('missing', { tail: 10, timeoutMs: 5_000 }));
    expect(isNotFound(missing)).toBe(true);
  });
});

describe('events', () => {
  it('tell of changes and end with their signal', async () => {
    const stop = new AbortController();
    const seen: EngineEvent[] = [];
    const watching = (async () => {
      for await (const event of engine.events.stream(stop.signal)) seen.push(event);
    })();
    await sleep(200);
    const { ID } = await engine.services.create(serviceSpec('shop_seen'));
    await engine.services.remove(ID);
    await eventually('both events', async () => (seen.length >= 2 ? seen : undefined), 10);
    stop.abort();
    await watching;
    const told = seen
      .filter((event) => event.Actor.ID === ID)
      .map((event) => `${event.Type} ${event.Action}`);
    expect(told).toEqual(['service create', 'service remove']);
  });

  it('are none when the signal is aborted already', async () => {
    const seen: EngineEvent[] = [];
    for await (const event of engine.events.stream(AbortSignal.abort())) seen.push(event);
    expect(seen).toEqual([]);
  });
});

describe('an engine without a swarm', () => {
  it('says so', async () => {
    const { socketPath } = cluster.nodes[2] ?? cluster.manager;
    await callEngine({ socketPath, method: 'POST', path: '/swarm/leave' });
    const { engine: lonely } = await connectTo(socketPath);
    for (const call of [lonely.services.list(), lonely.networks.create(networkBody('x'))]) {
      const error = await engineErrorOf(call);
      expect(error.hint, error.message).toMatch(/in no swarm.* Set `host` to a manager/);
    }
    expect((await lonely.info()).Swarm.LocalNodeState).toBe('inactive');
  });
});
