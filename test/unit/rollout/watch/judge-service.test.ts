import { describe, expect, it } from 'vitest';
import type { Service, Task } from '../../../../shared/engine/objects.ts';
import type { ServiceSpec } from '../../../../shared/engine/specs.ts';
import { comparableSpec } from '../../../../shared/rollout/plan/comparable-spec.ts';
import { judgeService, type Verdict } from '../../../../shared/rollout/watch/judge-service.ts';
import type { Observation } from '../../../../shared/rollout/watch/observation.ts';
import { TaskMemory } from '../../../../shared/rollout/watch/task-memory.ts';
import type { WatchedService } from '../../../../shared/rollout/watch/watched-service.ts';
import {
  handClock,
  look,
  node,
  POSITION,
  service,
  serviceSpec,
  task,
} from '../../../support/swarm-objects.ts';

const networkName = (target: string): string => target;
const OLD = serviceSpec({}, { Image: 'app:0' }).TaskTemplate;

function watched(spec: ServiceSpec, changes: Partial<WatchedService> = {}): WatchedService {
  return {
    id: 'service-web',
    key: 'web',
    name: 'demo_web',
    position: POSITION,
    action: 'create',
    wanted: comparableSpec(spec, networkName),
    replacesTasks: false,
    stableForMs: 10_000,
    ...changes,
  };
}

/** Feeds the looks in order and gives the verdict on the last one. */
function judge(
  looks: readonly Observation[],
  changes: Partial<WatchedService> = {},
  before: readonly Task[] = [],
  spec = serviceSpec(),
): Verdict {
  const memory = new TaskMemory(before, handClock());
  let verdict: Verdict = { progress: 'never looked' };
  for (const each of looks) {
    memory.note(each);
    verdict = judgeService(watched(spec, changes), each, { memory, networkName });
  }
  return verdict;
}

const two = (changes: Partial<Task> = {}): readonly Task[] => [
  task({ ID: 'a', Slot: 1, ...changes }),
  task({ ID: 'b', Slot: 2, ...changes }),
];
const failed = (id: string, Err = 'task: non-zero exit (1)', changes: Partial<Task> = {}): Task =>
  task({
    ID: id,
    DesiredState: 'shutdown',
    Status: { State: 'failed', Err, ContainerStatus: { ExitCode: 1 } },
    ...changes,
  });

describe('judgeService: good ends', () => {
  it('waits for the watch window, then says deployed', () => {
    expect(judge([look(0, { tasks: two() })])).toEqual({
      progress: '2/2 running',
      note: 'stable for 0 of 10 s',
      dueInMs: 10_000,
      ready: true,
    });
    expect(judge([look(0, { tasks: two() }), look(10_000, { tasks: two() })]).outcome).toBe('deployed');
  });

  it('believes at once in tasks that ran long before and were not replaced', () => {
    expect(judge([look(0, { tasks: two() })], { action: 'unchanged' }, two()).outcome).toBe('unchanged');
    expect(judge([look(0, { tasks: two() })], { action: 'update' }, two()).outcome).toBe('deployed');
  });

  it('does not believe in a task that had only just started before', () => {
    const young = two({ Status: { Timestamp: '2026-01-01T00:59:58Z', State: 'running' } });
    expect(judge([look(0, { tasks: young })], { action: 'unchanged' }, young).outcome).toBeUndefined();
    expect(judge([look(8_000, { tasks: young })], { action: 'unchanged' }, young).outcome).toBe('unchanged');
  });

  it('needs nothing for zero replicas but that the old tasks are gone', () => {
    const none = serviceSpec({ Mode: { Replicated: { Replicas: 0 } } });
    const services = [service({ Spec: none })];
    const leaving = [task({ DesiredState: 'shutdown' })];
    expect(judge([look(0, { services, tasks: leaving })], {}, [], none).progress).toBe(
      '0/0 running, 1 old task stopping',
    );
    expect(judge([look(0, { services })], {}, [], none).outcome).toBe('deployed');
  });

  it('takes a finished one-shot for done, but not one that serves', () => {
    const once = (spec: ServiceSpec): ServiceSpec => ({
      ...spec,
      Mode: { Replicated: { Replicas: 1 } },
      TaskTemplate: { ...spec.TaskTemplate, RestartPolicy: { Condition: 'none' } },
    });
    const verdictOf = (spec: ServiceSpec): Verdict =>
      judge(
        [
          look(0, {
            services: [service({ Spec: spec })],
            tasks: [
              task({ Spec: spec.TaskTemplate, DesiredState: 'shutdown', Status: { State: 'complete' } }),
            ],
          }),
        ],
        {},
        [],
        spec,
      );
    expect(verdictOf(once(serviceSpec())).outcome).toBe('deployed');
    expect(verdictOf(once(serviceSpec({}, { Healthcheck: { Test: ['CMD', '/check'] } }))).outcome).toBe(
      'failed',
    );
  });

  it('counts a global service by the nodes that fit, not by those that are down', () => {
    const spec = serviceSpec({ Mode: { Global: {} } });
    const services = [service({ Spec: spec })];
    const nodes = [node(), node({ ID: 'node-2' }), node({ ID: 'node-3', Status: { State: 'down' } })];
    const { Slot: _slot, ...global } = task({ ID: 'a', NodeID: 'node-1' });
    const tasks = [global, { ...global, ID: 'b', NodeID: 'node-2' }];
    expect(judge([look(0, { services, nodes, tasks: [global] })], {}, [], spec).progress).toBe('1/2 running');
    expect(
      judge([look(0, { services, nodes, tasks }), look(10_000, { services, nodes, tasks })], {}, [], spec)
        .outcome,
    ).toBe('deployed');
  });
});

describe('judgeService: not yet', () => {
  it('does not count tasks of the old spec, and waits until they are gone', () => {
    const tasks = [...two(), task({ ID: 'o', Spec: OLD, DesiredState: 'shutdown' })];
    expect(judge([look(0, { tasks }), look(60_000, { tasks })], { action: 'update' }).progress).toBe(
      '2/2 running, 1 old task stopping',
    );
  });

  it('does not count tasks from before when the change is one their spec does not show', () => {
    const verdict = judge([look(0, { tasks: two() })], { action: 'update', replacesTasks: true }, two());
    expect(verdict.progress).toBe('0/2 running, 2 old tasks still running');
  });

  it('believes in such a task once the engine has done, or let be, what it wanted to replace', () => {
    const update = { action: 'update', replacesTasks: true } as const;
    expect(judge([look(6_000, { tasks: two() })], update, two()).outcome).toBe('deployed');
    const services = [service({ UpdateStatus: { State: 'completed' } })];
    expect(judge([look(0, { services, tasks: two() })], update, two()).outcome).toBe('deployed');
    const updating = [service({ UpdateStatus: { State: 'updating' } })];
    expect(
      judge([look(60_000, { services: updating, tasks: two() })], update, two()).outcome,
    ).toBeUndefined();
  });

  it('does not count tasks on a node that is down, or that no longer fits', () => {
    const down = look(0, { tasks: two(), nodes: [node({ Status: { State: 'down' } })] });
    expect(judge([down]).progress).toBe('0/2 running');
    const spec = serviceSpec({
      TaskTemplate: { ...serviceSpec().TaskTemplate, Placement: { Constraints: ['node.role==manager'] } },
    });
    expect(
      judge(
        [look(0, { services: [service({ Spec: spec })], tasks: two() })],
        { action: 'update' },
        two(),
        spec,
      ).progress,
    ).toBe('0/2 running');
  });

  it('waits while the engine watches its update, however well the tasks look', () => {
    const services = [service({ UpdateStatus: { State: 'updating' } })];
    expect(
      judge([look(0, { services, tasks: two() }), look(60_000, { services, tasks: two() })]).outcome,
    ).toBeUndefined();
  });

  it('asks a program that already died once to live twice as long', () => {
    const running = (id: string): Task => task({ ID: id, Slot: 1 });
    const one = serviceSpec({ Mode: { Replicated: { Replicas: 1 } } });
    const services = [service({ Spec: one })];
    const looks = [
      look(0, { services, tasks: [running('a')] }),
      look(8_000, { services, tasks: [failed('a')] }),
      look(13_000, { services, tasks: [failed('a'), running('b')] }),
      look(24_000, { services, tasks: [failed('a'), running('b')] }),
    ];
    expect(judge(looks, {}, [], one).outcome).toBeUndefined();
    expect(
      judge([...looks, look(29_000, { services, tasks: [failed('a'), running('b')] })], {}, [], one).outcome,
    ).toBe('deployed');
  });
});

describe('judgeService: bad ends', () => {
  it('does not believe "completed" while tasks crash', () => {
    const services = [service({ UpdateStatus: { State: 'completed' } })];
    const tasks = [failed('a'), failed('b'), task({ ID: 'c', Slot: 1, Status: { State: 'starting' } })];
    const verdict = judge([look(0, { services, tasks })], { action: 'update' });
    expect(verdict.outcome).toBe('failed');
    expect(verdict.cause).toMatchObject({
      headline: 'its program ends with exit code 1',
      often: '2 times in slot 1',
    });
  });

  it('needs two crashes in one slot, not one in each', () => {
    expect(
      judge([look(0, { tasks: [failed('a'), failed('b', undefined, { Slot: 2 })] })]).outcome,
    ).toBeUndefined();
  });

  it('needs one when the engine will not try again', () => {
    const spec = serviceSpec({
      TaskTemplate: { ...serviceSpec().TaskTemplate, RestartPolicy: { Condition: 'none' } },
    });
    expect(
      judge([look(0, { services: [service({ Spec: spec })], tasks: [failed('a')] })], {}, [], spec).outcome,
    ).toBe('failed');
  });

  it('is certain of a missing image at once', () => {
    const tasks = [
      failed('a', 'No such image: app:1', {
        Status: { State: 'rejected', Timestamp: '', Err: 'No such image: app:1' },
      }),
    ];
    expect(judge([look(0, { tasks })]).cause?.kind).toBe('image-missing');
  });

  it('does not count failures from before the write, nor tasks that were told to stop', () => {
    expect(
      judge([look(0, { tasks: [failed('a'), failed('b')] })], {}, [failed('a'), failed('b')]).outcome,
    ).toBeUndefined();
    const stopping = ['a', 'b'].map((ID) => task({ ID, DesiredState: 'shutdown' }));
    expect(
      judge([look(0, { tasks: stopping }), look(5_000, { tasks: [failed('a'), failed('b')] })]).outcome,
    ).toBeUndefined();
  });

  it('gives a task 2 s to find a node, longer while others leave theirs', () => {
    const pending = (Err: string): Task => task({ Status: { State: 'pending', Err } });
    const constraints = pending('no suitable node (scheduling constraints not satisfied on 3 nodes)');
    expect(
      judge([look(0, { tasks: [constraints] }), look(1_900, { tasks: [constraints] })]).outcome,
    ).toBeUndefined();
    expect(
      judge([look(0, { tasks: [constraints] }), look(2_000, { tasks: [constraints] })]).cause?.kind,
    ).toBe('no-suitable-node');
    const full = pending('no suitable node (insufficient resources on 3 nodes)');
    for (const DesiredState of ['shutdown', 'remove'] as const) {
      const leaving = task({ ID: 'x', ServiceID: 'other', DesiredState });
      const looks = [look(0, { tasks: [full, leaving] }), look(9_000, { tasks: [full, leaving] })];
      expect(judge(looks).outcome).toBeUndefined();
    }
    const until = task({ ID: 'x', ServiceID: 'other', DesiredState: 'shutdown' });
    const freed = { ...until, Status: { ...until.Status, State: 'shutdown' as const } };
    const waited = [look(0, { tasks: [full, until] }), look(9_000, { tasks: [full, freed] })];
    expect(judge(waited).outcome).toBeUndefined();
    expect(judge([...waited, look(11_000, { tasks: [full, freed] })]).outcome).toBe('failed');
    const restarted = [node({ Status: { State: 'unknown' } })];
    const unheardOf = [
      look(0, { tasks: [full], nodes: restarted }),
      look(9_000, { tasks: [full], nodes: restarted }),
    ];
    expect(judge(unheardOf).outcome).toBeUndefined();
    const gone = task({ ID: 'x', ServiceID: 'other', DesiredState: 'remove', Status: { State: 'shutdown' } });
    expect(judge([look(0, { tasks: [full, gone] }), look(9_000, { tasks: [full, gone] })]).outcome).toBe(
      'failed',
    );
  });

  it('reports a pause and the task that caused it', () => {
    const Message = 'update paused due to failure or early termination of task abc';
    const services = [service({ UpdateStatus: { State: 'paused', Message } })];
    const tasks = [...two(), failed('abc')];
    expect(judge([look(0, { services, tasks })], { action: 'unchanged' }, tasks)).toMatchObject({
      outcome: 'paused',
      cause: {
        kind: 'crashed',
        headline: 'an earlier update of it is paused: its program ends with exit code 1',
        task: { ID: 'abc' },
      },
    });
    const back = [service({ UpdateStatus: { State: 'rollback_paused', Message } })];
    expect(judge([look(0, { services: back, tasks })], { action: 'unchanged' }, tasks)).toMatchObject({
      outcome: 'paused',
    });
  });

  it('waits until a rollback is over before it says rolled back', () => {
    const old = serviceSpec({}, { Image: 'app:0' });
    const during = [service({ Spec: old, UpdateStatus: { State: 'rollback_started' } })];
    const after = [service({ Spec: old, UpdateStatus: { State: 'rollback_completed' } })];
    const starting = [
      task({ ID: 'a', Spec: OLD }),
      task({ ID: 'b', Slot: 2, Spec: OLD, Status: { State: 'starting' } }),
    ];
    const update = { action: 'update' } as const;
    expect(judge([look(0, { services: during, tasks: starting })], update)).toMatchObject({
      rollingBack: true,
    });
    expect(judge([look(0, { services: after, tasks: starting })], update)).toMatchObject({
      rollingBack: true,
    });
    expect(judge([look(0, { services: after, tasks: two({ Spec: OLD }) })], update).outcome).toBe(
      'rolled-back',
    );
    const paused = [service({ Spec: old, UpdateStatus: { State: 'rollback_paused' } })];
    expect(judge([look(0, { services: paused })], update).outcome).toBe('failed');
  });

  it('counts the tasks that a rollback found untouched', () => {
    const services = [
      service({ Spec: serviceSpec({}, { Image: 'app:0' }), UpdateStatus: { State: 'rollback_completed' } }),
    ];
    const untouched = task({ ID: 'before', Slot: 2, Spec: OLD });
    const tasks = [task({ ID: 'a', Spec: OLD }), untouched];
    const verdict = judge([look(0, { services, tasks })], { action: 'update', replacesTasks: true }, [
      untouched,
    ]);
    expect(verdict.outcome).toBe('rolled-back');
  });

  it('notices another writer and a removed service', () => {
    const changed = [service({ Spec: serviceSpec({}, { Image: 'app:9' }) })];
    expect(judge([look(0, { services: changed, tasks: two() })]).cause?.kind).toBe('changed-by-others');
    expect(judge([look(0, { services: [] as readonly Service[] })]).cause?.kind).toBe('removed-by-others');
  });
});

describe('judgeService: nodes', () => {
  const paused = node({ ID: 'node-2', Spec: { Role: 'worker', Availability: 'pause' } });
  const down = node({ ID: 'node-3', Status: { State: 'down' } });
  const nodes = [node(), paused, down];

  it('tells what it cannot know, and what a paused node keeps, without waiting for either', () => {
    const spec = serviceSpec({ Mode: { Global: {} } });
    const services = [service({ Spec: spec })];
    const { Slot: _slot, ...global } = task({ ID: 'a' });
    const kept = { ...global, ID: 'b', NodeID: 'node-2', Spec: OLD };
    const unknown = { ...global, ID: 'c', NodeID: 'node-3', Spec: OLD };
    const tasks = [global, kept, unknown];
    const first = look(0, { services, nodes, tasks });
    const verdict = judge([first, { ...first, at: 10_000 }], { action: 'update' }, [], spec);
    expect(verdict).toMatchObject({
      outcome: 'deployed',
      unknown: [{ ID: 'c' }],
      keptByPause: [{ ID: 'b' }],
    });
    const fresh = { ...kept, Spec: global.Spec };
    const whole = judge(
      [look(0, { services, nodes, tasks: [global, fresh] })],
      { action: 'update' },
      [],
      spec,
    );
    expect(whole.progress).toBe('1/1 running');
    expect(whole.keptByPause).toBeUndefined();
  });

  it('waits for old tasks of a replicated service on a paused node, which the engine does stop', () => {
    const old = task({ ID: 'o', NodeID: 'node-2', Spec: OLD });
    expect(judge([look(0, { nodes, tasks: [...two(), old] })], { action: 'update' }).progress).toBe(
      '2/2 running, 1 old task still running',
    );
  });

  it('sees an update that waits for a lost task, and leaves one of an unchanged service alone', () => {
    const services = [service({ UpdateStatus: { State: 'updating' } })];
    const lost = task({ ID: 'l', NodeID: 'node-3', DesiredState: 'shutdown', Status: { State: 'starting' } });
    const seen = look(0, { services, nodes, tasks: [...two(), lost] });
    expect(judge([seen], { action: 'update' }).lost).toMatchObject({ way: 'settle', tasks: [{ ID: 'l' }] });
    const unchanged = judge([seen], { action: 'unchanged' }, seen.tasks);
    expect(unchanged).toMatchObject({
      outcome: 'paused',
      cause: { kind: 'update-hangs', task: { ID: 'l' } },
    });
  });

  it('does not call it rolled back when the engine went back to what this run wrote to end the update', () => {
    const services = [service({ UpdateStatus: { State: 'rollback_completed' } })];
    const memory = new TaskMemory([], handClock());
    memory.watch(['service-web']);
    memory.settle([task({ ID: 'lost' })]);
    const seen = look(0, { services, tasks: two() });
    memory.note(seen);
    const verdict = judgeService(watched(serviceSpec(), { action: 'update' }), seen, { memory, networkName });
    expect(verdict.outcome).toBe('failed');
  });
});

describe('judgeService: standstill', () => {
  const starting = task({ Status: { State: 'starting' } });

  it('gives up when nothing changes for longer than the timings of the service explain', () => {
    const looks = [look(0, { tasks: [starting] }), look(139_000, { tasks: [starting] })];
    expect(judge(looks).outcome).toBeUndefined();
    const later = judge([...looks, look(140_000, { tasks: [starting] })]);
    expect(later).toMatchObject({ outcome: 'timed-out', cause: { kind: 'stalled', task: { ID: 'task-1' } } });
  });

  it('does not while something moves, or an image is still on its way', () => {
    const moved = { ...starting, Version: { Index: 2 } };
    const looks = [look(0, { tasks: [starting] }), look(100_000, { tasks: [moved] })];
    expect(judge([...looks, look(200_000, { tasks: [moved] })]).outcome).toBeUndefined();
    const preparing = task({ Status: { State: 'preparing' } });
    expect(
      judge([look(0, { tasks: [preparing] }), look(500_000, { tasks: [preparing] })]).outcome,
    ).toBeUndefined();
  });
});

describe('tasks killed at their stop', () => {
  it('are those that were alive before, ended by SIGKILL after they were told to stop', () => {
    const memory = new TaskMemory([task({ ID: 'before' })], handClock());
    const killed = (ID: string, ExitCode = 137): Task =>
      task({ ID, DesiredState: 'shutdown', Status: { State: 'shutdown', ContainerStatus: { ExitCode } } });
    memory.note(look(0, { tasks: [task({ ID: 'seen' }), task({ ID: 'clean' })] }));
    memory.note(
      look(200, { tasks: [killed('before'), killed('seen'), killed('clean', 0), killed('long-ago')] }),
    );
    expect(memory.killedOf('service-web').map(({ ID }) => ID)).toEqual(['before', 'seen']);
  });
});
