import { describe, expect, it } from 'vitest';
import { soonOnceCancelled } from '../../../shared/rollout/soon-once-cancelled.ts';
import { steppedClock } from '../../support/stepped-clock.ts';

const SILENT = new Promise<never>(() => {});

describe('soonOnceCancelled', () => {
  it('waits as long as it takes while nobody cancels', async () => {
    const clock = steppedClock();
    const { signal } = new AbortController();
    const answer = soonOnceCancelled(
      clock.sleep(60_000, signal).then(() => 'done'),
      { clock, signal },
    );
    await clock.advance(60_000);
    expect(await answer).toBe('done');
  });

  it.each(['before', 'meanwhile'])('gives up soon when the job was cancelled %s', async (when) => {
    const clock = steppedClock();
    const cancel = new AbortController();
    if (when === 'before') cancel.abort();
    let ended = '';
    const answer = soonOnceCancelled(SILENT, { clock, signal: cancel.signal }).catch((error: Error) => {
      ended = error.message;
    });
    cancel.abort();
    await clock.advance(400);
    expect(ended).toBe('');
    await clock.advance(100);
    await answer;
    expect(ended).toBe('The engine does not answer.');
  });

  it('still takes an answer that comes soon after, and an error as it is', async () => {
    const clock = steppedClock();
    const signal = AbortSignal.abort();
    expect(await soonOnceCancelled(Promise.resolve(7), { clock, signal })).toBe(7);
    await expect(soonOnceCancelled(Promise.reject(new Error('no')), { clock, signal })).rejects.toThrow('no');
  });
});
