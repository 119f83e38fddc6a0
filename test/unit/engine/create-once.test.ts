import { describe, expect, it } from 'vitest';
import { createOnce } from '../../../shared/engine/create-once.ts';
import { UncertainWriteError } from '../../../shared/engine/engine-errors.ts';
import { EngineError } from '../../../shared/errors/engine-error.ts';

const lost = new UncertainWriteError('It is unknown whether the write arrived.');
const taken = new EngineError('config page already exists', { status: 409 });

/** Plays the answers of one create after the other; what is found is there from the look of that number on. */
function play(answers: readonly (string | Error)[], foundFromLook = Number.POSITIVE_INFINITY) {
  let [creates, looks] = [0, 0];
  const made = createOnce(
    async () => {
      const answer = answers[creates];
      creates += 1;
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('one create too many');
      return answer;
    },
    async () => {
      looks += 1;
      return looks >= foundFromLook ? 'found' : undefined;
    },
  );
  return { made, counts: () => ({ creates, looks }) };
}

describe('createOnce', () => {
  it('makes it with one call', async () => {
    const { made, counts } = play(['made']);
    expect(await made).toBe('made');
    expect(counts()).toEqual({ creates: 1, looks: 0 });
  });

  it('takes what is there when the answer got lost', async () => {
    const { made, counts } = play([lost], 1);
    expect(await made).toBe('found');
    expect(counts()).toEqual({ creates: 1, looks: 1 });
  });

  it('tries again when the call got lost too', async () => {
    const { made, counts } = play([lost, lost, 'made']);
    expect(await made).toBe('made');
    expect(counts()).toEqual({ creates: 3, looks: 2 });
  });

  it('takes a first try that arrives late', async () => {
    const { made } = play([lost, taken], 2);
    expect(await made).toBe('found');
  });

  it.each([
    ['a name that others have', [taken]],
    ['a name that others took meanwhile', [lost, taken]],
    ['calls that keep getting lost', [lost, lost, lost]],
  ])('passes on: %s', async (_, answers) => {
    await expect(play(answers).made).rejects.toBe(answers.at(-1));
  });
});
