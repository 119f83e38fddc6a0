import { EventEmitter, on } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../shared/engine/engine.ts';
import { comparableSpec } from '../../../../shared/rollout/plan/comparable-spec.ts';
import type { Observation } from '../../../../shared/rollout/watch/observation.ts';
import type { ConvergeResult } from '../../../../shared/rollout/watch/service-result.ts';
import { startWatch, type WatchOptions } from '../../../../shared/rollout/watch/stack-watch.ts';
import type { WatchedService } from '../../../../shared/rollout/watch/watched-service.ts';
import { fakeEngine, playLooks } from '../../../support/fake-engine.ts';
import { handClock, look, POSITION, service, serviceSpec, task } from '../../../support/swarm-objects.ts';

const networkName = (target: string): string => target;
const one = (name: string, id: string) =>
  service({ ID: id, Spec: serviceSpec({ Name: name, Mode: { Replicated: { Replicas: 1 } } }) });
const web = one('demo_web', 'service-web');
const api = one('demo_api', 'service-api');

function watched(present = web): WatchedService {
  return {
    id: present.ID,
    key: present.Spec.Name.slice(5),
    name: present.Spec.Name,
    position: POSITION,
    action: 'create',
    wanted: comparableSpec(present.Spec, networkName),
    replacesTasks: false,
    stableForMs: 10_000,
  };
}

function options(changes: Partial<WatchOptions> = {}): WatchOptions & { readonly lines: string[] } {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  return {
    stack: 'demo',
    signal: new AbortController().signal,
    clock: handClock(),
    log: { info: say, warning: say },
    networkName,
    tasksBefore: [],
    ...changes,
    lines,
  };
}

function converge(
  engine: Engine,
  services: readonly WatchedService[],
  settings: WatchOptions,
): Promise<ConvergeResult> {
  return startWatch(engine, settings).until(services, 'stable', 60_000);
}

const starting = task({ Status: { State: 'starting' } });
const rejected = task({
  ServiceID: 'service-api',
  ID: 'bad',
  Status: { State: 'rejected', Err: 'No such image: app:1' },
});

function looks(...tasks: readonly Observation['tasks'][]): readonly Observation[] {
  return tasks.map((each) => look(0, { services: [web, api], tasks: each }));
}

describe('startWatch', () => {
  it('waits for what the engine takes back, unless somebody else brings it back', async () => {
    const UpdateStatus = { State: 'rollback_started', Message: 'update rolled back' } as const;
    const back = service({ ...web, UpdateStatus });
    const done = service({ ...web, UpdateStatus: { ...UpdateStatus, State: 'rollback_completed' } });
    const played = [back, back, done].map((present) =>
      look(0, { services: [present], tasks: [task({ DesiredState: 'running' })] }),
    );
    const updated = { ...watched(), action: 'update' as const };
    const patient = await converge(playLooks(played), [updated], options());
    expect(patient.services).toMatchObject([{ outcome: 'rolled-back' }]);
    const impatient = await converge(playLooks(played), [updated], options({ impatient: true }));
    expect(impatient.services).toMatchObject([{ outcome: 'failed', cause: { kind: 'update-stopped' } }]);
    expect(impatient.lastLook.services).toEqual([back]);
  });

  it('ends when the window has passed and says a line only when something changes', async () => {
    const settings = options();
    const { services } = await converge(
      playLooks(looks([], [starting], [starting], [task()])),
      [watched()],
      settings,
    );
    expect(services).toMatchObject([{ outcome: 'deployed', progress: '1/1 running' }]);
    expect(services[0]?.seconds).toBeGreaterThanOrEqual(10);
    expect(services[0]?.seconds).toBeLessThan(13);
    expect(settings.lines.map((line) => line.replace(/^.* s {2}/, ''))).toEqual([
      'web: 0/1 running',
      'web: 0/1 running, slot 1 starting on e1',
      'web: 1/1 running, stable for 0 of 10 s',
      'web: deployed',
    ]);
  });

  it('ends with the first certain failure; what was not awaited is not called failed', async () => {
    const engine = playLooks(looks([starting], [starting, rejected]));
    const { services } = await converge(engine, [watched(), watched(api)], options());
    expect(services).toMatchObject([
      { outcome: 'not-awaited' },
      { outcome: 'failed', cause: { kind: 'image-missing' } },
    ]);
    expect(services[1]?.seconds).toBeLessThan(1);
  });

  it('shows what failed before in a service that is not awaited: others may suffer from it', async () => {
    const crashed = task({ ID: 'first', Status: { State: 'failed', ContainerStatus: { ExitCode: 7 } } });
    const engine = playLooks(looks([starting], [crashed], [crashed], [crashed, rejected]));
    const { services } = await converge(engine, [watched(), watched(api)], options());
    expect(services).toMatchObject([
      { outcome: 'not-awaited', cause: { kind: 'crashed', task: { ID: 'first' } } },
      { outcome: 'failed', cause: { kind: 'image-missing' } },
    ]);
    expect(services[0]?.seconds).toBeLessThan(services[1]?.seconds ?? 0);
  });

  it('never says well of a service that fails while another is still waited for', async () => {
    const stay = watched(api);
    const well = task({ ID: 'well', ServiceID: 'service-api' });
    const played = [
      ...Array.from({ length: 30 }, () => looks([starting, well])[0] ?? look(0)),
      ...looks([starting, { ...rejected, ID: 'well2' }]),
    ];
    const { services } = await converge(playLooks(played), [watched(), stay], options());
    expect(services[1]?.outcome).toBe('failed');
  });

  it('gives up after the time-out and breaks the silence every 15 s', async () => {
    const settings = options();
    const { services } = await converge(playLooks(looks([starting])), [watched()], settings);
    expect(services).toMatchObject([
      { outcome: 'timed-out', progress: '0/1 running, slot 1 starting on e1' },
    ]);
    const seconds = settings.lines.map((line) => Number.parseFloat(line));
    const gaps = seconds.map((second, at) => second - (seconds[at - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(15.5);
  });

  it('ends with what it knows when the job is cancelled, even while the engine does not answer', async () => {
    const controller = new AbortController();
    const engine = fakeEngine({
      services: { list: () => new Promise(() => setTimeout(() => controller.abort(), 5)) },
      tasks: { list: async () => [] },
      nodes: { list: async () => [] },
    });
    const { services } = await converge(engine, [watched()], options({ signal: controller.signal }));
    expect(services).toMatchObject([{ outcome: 'cancelled', progress: 'not looked at yet' }]);
  });
});

describe('a watch over several waves', () => {
  const well = task({ ID: 'well', ServiceID: 'service-api' });

  it('lets the next wave begin once every slot of this one runs, and counts on from there', async () => {
    const settings = options();
    const watch = startWatch(playLooks(looks([starting], [task()], [task(), well])), settings);
    const first = await watch.until([watched()], 'running', 60_000);
    expect(first).toMatchObject({ reached: true, services: [{ outcome: 'running' }] });
    const all = await watch.until([watched(), watched(api)], 'stable', 60_000);
    expect(all).toMatchObject({
      reached: true,
      services: [{ outcome: 'deployed' }, { outcome: 'deployed' }],
    });
    expect(all.services[0]?.seconds).toBeLessThan(11);
    expect(all.services[0]?.runningAfterSeconds).toBe(first.services[0]?.seconds);
    expect(settings.lines.filter((line) => line.includes('web: 0/1 running'))).toHaveLength(1);
  });

  it('does not hold against a service what its tasks did before it was written', async () => {
    const old = { ...rejected, Spec: serviceSpec({}, { Image: 'app:0' }).TaskTemplate };
    const played = playLooks(looks([starting, old], [task(), old], [task(), old, well]));
    const watch = startWatch(played, options());
    await watch.until([watched()], 'running', 60_000);
    const { services } = await watch.until([watched(), watched(api)], 'stable', 60_000);
    expect(services[1]).toMatchObject({ outcome: 'deployed' });
  });

  it('ends a wave with the first certain failure', async () => {
    const watch = startWatch(playLooks(looks([starting], [starting, rejected])), options());
    const result = await watch.until([watched(), watched(api)], 'running', 60_000);
    expect(result).toMatchObject({
      reached: false,
      services: [{ outcome: 'not-awaited' }, { outcome: 'failed' }],
    });
  });
});

/** An engine that counts what it is asked, and whose events a test sends. */
function countingEngine(present: () => Observation) {
  const calls = { tasks: 0, services: 0, nodes: 0, streams: 0 };
  const counted =
    <T>(name: keyof typeof calls, answer: () => T) =>
    async (): Promise<T> => {
      calls[name] += 1;
      return answer();
    };
  let stream = new EventEmitter();
  const engine = fakeEngine({
    tasks: { list: counted('tasks', () => present().tasks) },
    services: { list: counted('services', () => present().services) },
    nodes: { list: counted('nodes', () => present().nodes) },
    events: {
      stream: async function* (signal) {
        calls.streams += 1;
        stream = new EventEmitter();
        for await (const [event] of on(stream, 'event', { signal })) yield event;
      },
    },
  });
  const tell = (Type: string, ID: string): void => void stream.emit('event', { Type, Actor: { ID } });
  return { engine, calls, tell, lose: () => stream.emit('error', new Error('lost')) };
}

describe('what a watch costs', () => {
  const well = look(0, { services: [web], tasks: [task()] });
  const patient = { ...watched(), stableForMs: 60_000 };

  it('is one look and no event stream when all is well already', async () => {
    const { engine, calls } = countingEngine(() => well);
    const settings = { ...options(), tasksBefore: well.tasks };
    const result = await startWatch(engine, settings).until([watched()], 'stable', 60_000);
    expect(result.reached).toBe(true);
    expect(calls).toEqual({ tasks: 1, services: 1, nodes: 1, streams: 0 });
  });

  it('is little more than a list of tasks a second while nothing happens, and the other lists every 5 s', async () => {
    const { engine, calls } = countingEngine(() => well);
    const { reached } = await startWatch(engine, options()).until([patient], 'stable', 120_000);
    expect(reached).toBe(true);
    expect(calls.tasks).toBeLessThanOrEqual(80);
    expect(calls.services).toBeLessThanOrEqual(30);
    expect(calls.nodes).toBe(calls.services);
    expect(calls.streams).toBe(1);
  });

  it('is five lists of tasks a second while tasks change', async () => {
    let version = 0;
    const clock = handClock();
    const { engine, calls } = countingEngine(() => {
      version += 1;
      return { ...well, tasks: [task({ Version: { Index: version }, Status: { State: 'starting' } })] };
    });
    await startWatch(engine, options({ clock })).until([watched()], 'stable', 10_000);
    expect(calls.tasks).toBeGreaterThanOrEqual(50);
    expect(calls.tasks).toBeLessThanOrEqual(53);
  });
});

describe('events', () => {
  /** Lets time pass only when a test says so; sleeps end with their signal. */
  function waitingClock() {
    const clock = handClock();
    const sleepers = new Set<{ readonly until: number; readonly end: () => void }>();
    return {
      ...clock,
      sleep: async (milliseconds: number, signal: AbortSignal) => {
        if (signal.aborted) return;
        const { promise, resolve } = Promise.withResolvers<void>();
        const sleeper = { until: clock.now() + milliseconds, end: resolve };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => resolve(), { once: true });
        await promise;
        sleepers.delete(sleeper);
      },
      pass: async (milliseconds: number) => {
        for (let passed = 0; passed < milliseconds; passed += 50) {
          clock.advance(50);
          for (const sleeper of sleepers) if (sleeper.until <= clock.now()) sleeper.end();
          await setImmediate();
        }
      },
    };
  }

  it('have the next look come at once, a lost stream is asked for again, and looks go on without it', async () => {
    const well = look(0, { services: [web], tasks: [task()] });
    const { engine, calls, tell, lose } = countingEngine(() => well);
    const clock = waitingClock();
    const watch = startWatch(engine, options({ clock }));
    const watching = watch.until([{ ...watched(), stableForMs: 60_000 }], 'stable', 120_000);
    await clock.pass(20_000);
    const quiet = { ...calls };
    await clock.pass(100);
    tell('service', 'service-web');
    await clock.pass(100);
    expect(calls.services).toBe(quiet.services + 1);
    tell('service', 'service-of-others');
    tell('config', 'service-web');
    await clock.pass(100);
    expect(calls.services).toBe(quiet.services + 1);
    lose();
    await clock.pass(4_000);
    expect(calls.streams).toBe(1);
    expect(calls.services).toBeGreaterThanOrEqual(quiet.services + 4);
    await clock.pass(2_000);
    expect(calls.streams).toBe(2);
    await clock.pass(45_000);
    expect((await watching).reached).toBe(true);
    watch.close();
  });
});
