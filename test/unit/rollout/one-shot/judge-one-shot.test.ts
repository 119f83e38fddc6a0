import { describe, expect, it } from 'vitest';
import type { Task, TaskStatus } from '../../../../shared/engine/objects.ts';
import {
  isToldToStop,
  judgeOneShot,
  type OneShotJudgment,
} from '../../../../shared/rollout/one-shot/judge-one-shot.ts';
import { node, serviceSpec, task } from '../../../support/swarm-objects.ts';

const UP = [node()];
const DOWN = [node({ Status: { State: 'down' } })];

function taskIn(Status: Partial<TaskStatus>, changes: Partial<Omit<Task, 'Status'>> = {}): Task {
  return task({ ...changes, Status });
}

function judge(tasks: readonly Task[], changes: Partial<OneShotJudgment> = {}, nodes = UP) {
  const judgment = { spec: serviceSpec(), pendingMs: 0, hadTask: false, toldToStop: false, ...changes };
  const { task: _task, ...verdict } = judgeOneShot({ tasks, nodes }, judgment);
  return verdict;
}

describe('judgeOneShot', () => {
  it('waits for a task, and for the task', () => {
    expect(judge([])).toEqual({ progress: 'waits for a task' });
    expect(judge([taskIn({ State: 'running' })])).toEqual({ progress: 'running on e1', node: 'e1' });
  });

  it('goes by the exit code', () => {
    expect(judge([taskIn({ State: 'complete', ContainerStatus: { ExitCode: 0 } })])).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
    });
    const failed = {
      State: 'failed',
      Err: 'task: non-zero exit (3)',
      ContainerStatus: { ExitCode: 3 },
    } as const;
    expect(judge([taskIn(failed)])).toMatchObject({
      outcome: 'failed',
      exitCode: 3,
      cause: 'crashed',
      reason: 'its program ends with exit code 3',
    });
  });

  it('knows when nothing ran', () => {
    expect(judge([taskIn({ State: 'rejected', Err: 'No such image: app:9' })])).toMatchObject({
      outcome: 'not-started',
      cause: 'image-missing',
    });
    const noProgram =
      'starting container failed: OCI runtime create failed: exec: "/no": no such file: unknown';
    expect(
      judge([taskIn({ State: 'failed', Err: noProgram, ContainerStatus: { ExitCode: 127 } })]),
    ).toMatchObject({
      outcome: 'not-started',
      cause: 'start-impossible',
    });
  });

  it('gives the scheduler five seconds to find a node', () => {
    const { NodeID: _node, ...pending } = taskIn({ State: 'pending', Err: 'no suitable node (x)' });
    expect(judge([pending], { pendingMs: 4_900 })).toEqual({ progress: 'pending: no suitable node (x)' });
    expect(judge([pending], { pendingMs: 5_000 })).toMatchObject({
      outcome: 'not-started',
      cause: 'no-suitable-node',
      reason: 'no node can take it: x',
    });
  });

  it.each([
    ['its node is lost', [taskIn({ State: 'running' })], {}, DOWN],
    ['Swarm stopped it', [taskIn({ State: 'shutdown' })], {}, UP],
    [
      'Swarm stopped it, and its program ended well',
      [taskIn({ State: 'complete' })],
      { toldToStop: true },
      UP,
    ],
    ['somebody removed the service', [], { hadTask: true }, UP],
    ['nobody knows where it is', [taskIn({ State: 'orphaned' })], {}, DOWN],
  ] as const)('does not know how far it got when %s', (_what, tasks, changes, nodes) => {
    const verdict = judge(tasks, changes, [...nodes]);
    expect(verdict).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('how far it got is unknown'),
    });
    expect(verdict).not.toHaveProperty('exitCode');
  });

  it('keeps to what it knows of a task that had ended before its node was lost', () => {
    expect(judge([taskIn({ State: 'complete' })], {}, DOWN)).toMatchObject({ outcome: 'succeeded' });
  });

  it('counts the first task, should there be another', () => {
    const first = taskIn({ State: 'complete' }, { ID: 'a', CreatedAt: '2026-01-01T00:00:00Z' });
    const second = taskIn({ State: 'running' }, { ID: 'b', CreatedAt: '2026-01-01T00:00:01Z' });
    expect(judge([second, first])).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('isToldToStop', () => {
  it('tells a task that is stopped from one that has ended, which Swarm wants to stay so', () => {
    expect(isToldToStop(taskIn({ State: 'running' }, { DesiredState: 'shutdown' }))).toBe(true);
    expect(isToldToStop(taskIn({ State: 'complete' }, { DesiredState: 'shutdown' }))).toBe(false);
    expect(isToldToStop(taskIn({ State: 'running' }, { DesiredState: 'running' }))).toBe(false);
  });
});
