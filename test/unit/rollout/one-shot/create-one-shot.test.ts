import { describe, expect, it } from 'vitest';
import { UncertainWriteError } from '../../../../shared/engine/engine-errors.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { createOneShot } from '../../../../shared/rollout/one-shot/create-one-shot.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { service, serviceSpec } from '../../../support/swarm-objects.ts';

const LOST = new UncertainWriteError('the connection was lost');
const TAKEN = new EngineError('service demo_web already exists', { status: 409 });
const ABSENT = new EngineError('service demo_web not found', { status: 404 });

/** What each create and each look by name gives; the calls made, in order. */
function play(creates: readonly (string | Error)[], looks: readonly (string | Error)[]) {
  const calls: string[] = [];
  const next = async (what: string, answers: readonly (string | Error)[]): Promise<string> => {
    const answer = answers[calls.filter((call) => call === what).length];
    calls.push(what);
    if (answer === undefined) throw new Error(`no further ${what} was expected`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const engine = fakeEngine({
    services: {
      create: async () => ({ ID: await next('create', creates) }),
      inspect: async () => ({ ...service(), ID: await next('look', looks) }),
    },
  });
  return { calls, result: createOneShot(engine, serviceSpec()) };
}

describe('createOneShot', () => {
  it('looks before it repeats a create whose answer got lost', async () => {
    const { calls, result } = play([LOST], ['svc']);
    expect(await result).toBe('svc');
    expect(calls).toEqual(['create', 'look']);
  });

  it('repeats it under the same name when it did not arrive', async () => {
    const { calls, result } = play([LOST, 'svc'], [ABSENT]);
    expect(await result).toBe('svc');
    expect(calls).toEqual(['create', 'look', 'create']);
  });

  it('takes the first one that arrived after the look', async () => {
    const { calls, result } = play([LOST, TAKEN], [ABSENT, 'svc']);
    expect(await result).toBe('svc');
    expect(calls).toEqual(['create', 'look', 'create', 'look']);
  });

  it('never takes a service of somebody else for its own', async () => {
    const { calls, result } = play([TAKEN], []);
    await expect(result).rejects.toBe(TAKEN);
    expect(calls).toEqual(['create']);
  });
});
