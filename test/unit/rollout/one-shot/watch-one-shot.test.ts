import { describe, expect, it } from 'vitest';
import type { Task } from '../../../../shared/engine/objects.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { watchOneShot } from '../../../../shared/rollout/one-shot/watch-one-shot.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { handClock, node, service, task } from '../../../support/swarm-objects.ts';

/** One list of tasks for each look, or why there is none; the last one stays. */
async function watch(looks: readonly (readonly Task[] | Error)[], milliseconds = 60_000) {
  let at = 0;
  const engine = fakeEngine({
    tasks: {
      list: async () => {
        const look = looks[Math.min(at, looks.length - 1)] ?? [];
        at += 1;
        if (look instanceof Error) throw look;
        return look;
      },
    },
    nodes: { list: async () => [node()] },
  });
  const seen: string[] = [];
  const clock = handClock();
  const { outcome, progress } = await watchOneShot(engine, {
    service: service(),
    clock,
    until: milliseconds,
    signal: new AbortController().signal,
    onLook: (verdict) => seen.push(verdict.progress),
  });
  return { outcome, progress, seen, seconds: clock.now() / 1000 };
}

const RUNNING = task({ Status: { State: 'running' } });
const COMPLETE = task({ Status: { State: 'complete' } });

describe('watchOneShot', () => {
  it('goes on while the engine cannot be asked', async () => {
    const { outcome, seen } = await watch([[], [RUNNING], new EngineError('no answer'), [COMPLETE]]);
    expect(outcome).toBe('succeeded');
    expect(seen).toEqual([
      'waits for a task',
      'running on e1',
      'cannot be seen: no answer',
      'complete on e1',
    ]);
  });

  it('has no verdict when time is up', async () => {
    const { outcome, progress, seconds } = await watch([[RUNNING]], 20_000);
    expect(outcome).toBeUndefined();
    expect(progress).toBe('running on e1');
    expect(seconds).toBeGreaterThanOrEqual(20);
    expect(seconds).toBeLessThan(21);
  });

  it('remembers that Swarm told it to stop', async () => {
    const told = task({ DesiredState: 'shutdown', Status: { State: 'running' } });
    expect((await watch([[RUNNING], [told], [COMPLETE]])).outcome).toBe('failed');
  });

  it('notices that its service was removed', async () => {
    expect((await watch([[RUNNING], []])).outcome).toBe('failed');
  });

  it('gives up after five seconds without a node', async () => {
    const { NodeID: _node, ...pending } = task({ Status: { State: 'pending', Err: 'no suitable node (x)' } });
    const { outcome, seconds } = await watch([[pending]]);
    expect(outcome).toBe('not-started');
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThan(6);
  });
});
