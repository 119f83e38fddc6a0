import { describe, expect, it } from 'vitest';
import type { StampedLine } from '../../../../shared/engine/objects.ts';
import { TaskLog } from '../../../../shared/rollout/one-shot/task-log.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { handClock } from '../../../support/swarm-objects.ts';

const LOG = ['a', 'b', 'c', 'd'].map(
  (text, index): StampedLine => ({ stream: 'stdout', text, at: `2026-01-01T00:00:0${index}.000000000Z` }),
);

interface Reading {
  readonly lines: readonly StampedLine[];
  readonly error?: Error;
}

/** Each reading of the log gives what is said of it; those that follow, when theirs is used up, wait for their end. */
function play(followed: readonly Reading[], whole: readonly Reading[]) {
  const got: string[] = [];
  const asked: string[] = [];
  const next = { true: 0, false: 0 };
  const engine = fakeEngine({
    logs: {
      lines: async function* (_id, { follow, since = '', signal }) {
        asked.push(`${follow ? 'follow' : 'whole'} ${since.slice(11, 19)}`.trim());
        const reading = (follow ? followed : whole)[next[`${follow}`]];
        next[`${follow}`] += 1;
        yield* reading?.lines ?? [];
        if (reading?.error !== undefined) throw reading.error;
        if (follow && !signal.aborted)
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    },
  });
  const log = new TaskLog(engine, { clock: handClock(), onLine: ({ text }) => got.push(text) });
  return { log, got, asked };
}

describe('TaskLog', () => {
  const signal = new AbortController().signal;

  it('hands on each line once, although the connection is lost and the engine leaves lines out', async () => {
    const { log, got, asked } = play(
      [{ lines: LOG.slice(0, 1), error: new Error('lost') }, { lines: LOG.slice(0, 2) }],
      [{ lines: LOG.slice(1) }],
    );
    log.follow('task');
    await expect.poll(() => got).toEqual(['a', 'b']);
    expect(await log.finish('task', signal)).toBeUndefined();
    expect(got).toEqual(['a', 'b', 'c', 'd']);
    expect(asked).toEqual(['follow', 'follow 23:59:59', 'whole 00:00:00']);
  });

  it('reads the log of a task that was never followed', async () => {
    const { log, got } = play([], [{ lines: LOG }]);
    expect(await log.finish('task', signal)).toBeUndefined();
    expect(got).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says why lines may be missing when no reading comes to its end', async () => {
    const error = new Error('node-3 is not available');
    const { log, got, asked } = play(
      [],
      [
        { lines: LOG.slice(0, 2), error },
        { lines: [], error },
        { lines: [], error },
      ],
    );
    expect(await log.finish('task', signal)).toBe('node-3 is not available');
    expect(got).toEqual(['a', 'b']);
    expect(asked).toHaveLength(3);
  });
});
