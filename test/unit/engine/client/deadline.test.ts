import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../../../shared/engine/client/deadline.ts';

const expired = () => new Error('too late');

function deadlineOf(timeoutMs: number, ...cancelledBy: readonly AbortSignal[]) {
  return { timeoutMs, expired, cancelledBy };
}

describe('withDeadline', () => {
  it('gives the result of work that ends in time, and leaves its signal alone', async () => {
    const signal = await withDeadline(deadlineOf(10), async (own) => own);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(signal.aborted).toBe(false);
  });

  it('ends work that ignores its signal', async () => {
    let seen: AbortSignal | undefined;
    const work = withDeadline(deadlineOf(10), (signal) => {
      seen = signal;
      return new Promise<never>(() => undefined);
    });
    await expect(work).rejects.toThrow('too late');
    expect(seen?.aborted).toBe(true);
  });

  it('ends with the reason of a cancellation', async () => {
    const user = new AbortController();
    const work = withDeadline(
      deadlineOf(5_000, new AbortController().signal, user.signal),
      () => new Promise<never>(() => undefined),
    );
    user.abort(new Error('cancelled by the user'));
    await expect(work).rejects.toThrow('cancelled by the user');
  });

  it('does not begin when it is cancelled already', async () => {
    let begun = false;
    const work = withDeadline(deadlineOf(5_000, AbortSignal.abort(new Error('closed'))), async () => {
      begun = true;
    });
    await expect(work).rejects.toThrow('closed');
    expect(begun).toBe(false);
  });
});
