import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../shared/engine/engine.ts';
import { UncertainWriteError } from '../../../../shared/engine/engine-errors.ts';
import type { Service } from '../../../../shared/engine/objects.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { applyObjects } from '../../../../shared/rollout/apply/apply-objects.ts';
import { applyServices } from '../../../../shared/rollout/apply/apply-services.ts';
import { planAnew } from '../../../../shared/rollout/apply/plan-anew.ts';
import { removeObjects } from '../../../../shared/rollout/apply/remove-objects.ts';
import type { AppliedService, WriteOptions } from '../../../../shared/rollout/apply/write-service.ts';
import type { Plan, ServiceChange } from '../../../../shared/rollout/plan/plan.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import {
  handClock,
  nobodyElse,
  POSITION,
  service,
  serviceSpec,
  stackPlan,
} from '../../../support/swarm-objects.ts';

const create: ServiceChange = {
  action: 'create',
  key: 'web',
  name: 'demo_web',
  position: POSITION,
  dependsOn: [],
  spec: serviceSpec(),
};
const wanted = serviceSpec({}, { Image: 'app:2' });
const update: ServiceChange = {
  ...create,
  action: 'update',
  spec: wanted,
  current: service(),
  fields: [],
  restarts: 'all',
  effect: { replaced: 2, added: 0, removed: 0 },
};
const outOfSequence = new EngineError('Cannot update service: update out of sequence', { status: 500 });
const lost = new UncertainWriteError('It is unknown whether the write arrived.');

function plan(services: readonly ServiceChange[], changes: Partial<Plan> = {}): Plan {
  return stackPlan({ services, ...changes });
}

const silent = { info: () => undefined, warning: () => undefined };
async function apply(
  engine: Engine,
  what: Plan,
  settings: { readonly signal?: AbortSignal; readonly planAnew?: WriteOptions['planAnew'] } = {},
): Promise<readonly AppliedService[]> {
  const { signal = new AbortController().signal, planAnew = nobodyElse } = settings;
  const options = { log: silent, signal, networkName: (target: string) => target, planAnew };
  return applyServices(engine, what.services, await applyObjects(engine, what, options), options);
}

describe('applyObjects and applyServices', () => {
  it('makes what a service needs before the service, and hands it the ids', async () => {
    const calls: string[] = [];
    const reference = { ConfigName: 'demo_c', File: { Name: '/c', UID: '0', GID: '0', Mode: 292 } };
    const engine = fakeEngine({
      configs: {
        create: async (spec) => {
          calls.push(spec.Name);
          return { ID: 'config-id' };
        },
      },
      services: {
        create: async (spec) => {
          calls.push(JSON.stringify(spec.TaskTemplate.ContainerSpec.Configs));
          return { ID: 'service-id' };
        },
      },
    });
    const applied = await apply(
      engine,
      plan([{ ...create, spec: serviceSpec({}, { Configs: [reference] }) }], {
        configs: [{ spec: { Name: 'demo_c', Labels: {} }, position: POSITION }],
      }),
    );
    expect(calls).toEqual(['demo_c', JSON.stringify([{ ...reference, ConfigID: 'config-id' }])]);
    expect(applied[0]?.id).toBe('service-id');
  });

  it('writes nothing for an unchanged service', async () => {
    const applied = await apply(
      fakeEngine({}),
      plan([{ ...create, action: 'unchanged', current: service() }]),
    );
    expect(applied[0]?.id).toBe('service-web');
  });

  it('repeats an update when only the version moved', async () => {
    const versions: number[] = [];
    const engine = fakeEngine({
      services: {
        update: async (_id, version) => {
          versions.push(version);
          if (version === 10) throw outOfSequence;
        },
        inspect: async () => service({ Version: { Index: 17 } }),
      },
    });
    await apply(engine, plan([update]));
    expect(versions).toEqual([10, 17]);
  });

  it('plans anew what somebody else changed meanwhile, and writes that', async () => {
    const theirs = service({ Version: { Index: 17 }, Spec: serviceSpec({}, { Image: 'app:9' }) });
    const written: unknown[] = [];
    const engine = fakeEngine({
      services: {
        update: async (_id, version, spec) => {
          if (version === 10) throw outOfSequence;
          written.push([version, spec]);
        },
        inspect: async () => theirs,
      },
    });
    const found: Service[] = [];
    const lines: string[] = [];
    const options = {
      nodes: [],
      networkName: (target: string) => target,
      keepReplicas: false,
      log: { info: () => undefined, warning: (line: string) => void lines.push(line) },
      onFound: (each: Service) => void found.push(each),
    };
    const [applied] = await apply(engine, plan([update]), {
      planAnew: (change, theirService) => planAnew(change, theirService, options),
    });
    expect(written).toEqual([[17, wanted]]);
    expect(applied?.change).toMatchObject({ action: 'update', current: theirs });
    expect(found).toEqual([theirs]);
    expect(lines).toEqual([
      'web was changed by somebody else after it was planned; planned anew, it changes TaskTemplate.ContainerSpec.Image.',
    ]);
  });

  it('asks the swarm when the answer to a write got lost, and never writes twice what arrived', async () => {
    let writes = 0;
    const write = async (): Promise<never> => {
      writes += 1;
      throw lost;
    };
    const engine = fakeEngine({
      services: { update: write, inspect: async () => service({ Spec: wanted }) },
    });
    await apply(engine, plan([update]));
    const creating = fakeEngine({ services: { create: write, inspect: async () => service() } });
    expect((await apply(creating, plan([create])))[0]?.id).toBe('service-web');
    expect(writes).toBe(2);
  });

  it('carries out the other parts when one fails, and does not begin the next step', async () => {
    const made: string[] = [];
    const engine = fakeEngine({
      configs: {
        create: async ({ Name }) => {
          if (Name === 'bad') throw new EngineError('Cannot create config bad: too big', { status: 400 });
          made.push(Name);
          return { ID: Name };
        },
      },
    });
    const configs = ['bad', 'good'].map((Name) => ({ spec: { Name, Labels: {} }, position: POSITION }));
    const error = await apply(engine, plan([create], { configs })).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ errors: [{ message: 'Cannot create config bad: too big' }] });
    expect(made).toEqual(['good']);
  });

  it('writes nothing once the job is cancelled', async () => {
    await expect(apply(fakeEngine({}), plan([create]), { signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/,
    );
  });
});

describe('removeObjects', () => {
  const signal = new AbortController().signal;
  const networks = [{ Id: 'n', Name: 'demo_default', Scope: 'swarm', Driver: 'overlay', Labels: null }];
  const inUse = new EngineError('Cannot remove network n: network demo_default is in use by task t', {
    status: 400,
  });

  it('asks for a network until the last task on it has ended and no list has it', async () => {
    const answers = [inUse, inUse];
    const listed = [1, 0];
    const clock = handClock();
    const engine = fakeEngine({
      networks: {
        remove: async () => {
          const answer = answers.shift();
          if (answer !== undefined) throw answer;
        },
        list: async () => networks.slice(0, listed.shift()),
      },
    });
    await removeObjects(engine, 'network', [{ name: 'demo_default', id: 'n' }], {
      log: silent,
      signal,
      clock,
    });
    expect(answers).toEqual([]);
    expect(listed).toEqual([]);
    expect(clock.now()).toBe(1_500);
  });

  it('gives up on one that stays in use, in the words of the engine', async () => {
    const engine = fakeEngine({
      networks: {
        remove: async () => {
          throw inUse;
        },
      },
    });
    const options = { log: silent, signal, clock: handClock() };
    const error = await removeObjects(engine, 'network', [{ name: 'demo_default', id: 'n' }], options).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ errors: [inUse] });
  });

  it('takes what is gone for removed, also when the answer to the first try got lost', async () => {
    const answers = [lost, new EngineError('Cannot remove service s: service s not found', { status: 404 })];
    const engine = fakeEngine({
      services: {
        remove: async () => {
          throw answers.shift();
        },
      },
    });
    await removeObjects(engine, 'service', [{ name: 'demo_web', id: 's' }], {
      log: silent,
      signal,
      clock: handClock(),
    });
    expect(answers).toEqual([]);
  });
});
