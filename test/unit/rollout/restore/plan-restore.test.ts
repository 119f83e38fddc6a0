import { describe, expect, it } from 'vitest';
import type { Network, Service } from '../../../../shared/engine/objects.ts';
import type { Plan, ServiceChange } from '../../../../shared/rollout/plan/plan.ts';
import { planRestore, type RestorePlan } from '../../../../shared/rollout/restore/plan-restore.ts';
import { restoreLines } from '../../../../shared/rollout/restore/restore-text.ts';
import { node, POSITION, service, serviceSpec, stackPlan } from '../../../support/swarm-objects.ts';

const old = service();
const wanted = serviceSpec({}, { Image: 'app:2' });
const update: ServiceChange = {
  action: 'update',
  key: 'web',
  name: 'demo_web',
  position: POSITION,
  dependsOn: [],
  spec: wanted,
  current: old,
  fields: [],
  restarts: 'all',
  effect: { replaced: 2, added: 0, removed: 0 },
};
const create: ServiceChange = {
  action: 'create',
  key: 'web',
  name: 'demo_web',
  position: POSITION,
  dependsOn: [],
  spec: wanted,
};
const written = service({ Version: { Index: 20 }, Spec: wanted });
const network: Network = {
  Id: 'net-1',
  Name: 'demo_extra',
  Scope: 'swarm',
  Driver: 'overlay',
  Labels: { 'com.docker.stack.namespace': 'demo' },
};

function restoreOf(
  plan: Plan,
  before: readonly Service[],
  now: readonly Service[],
  networks: readonly Network[] = [],
): RestorePlan {
  const target = { specs: before.map(({ Spec }) => Spec), networks: [] };
  const ids = { configs: new Map([['demo_c', 'config-1']]), secrets: new Map<string, string>() };
  return planRestore(plan, target, { services: now, networks, nodes: [node()] }, ids);
}

describe('planRestore', () => {
  it('sends the recorded spec forward, at the version that is there now', () => {
    const restore = restoreOf(stackPlan({ services: [update] }), [old], [written]);
    expect(restore.services).toMatchObject([
      { action: 'update', spec: old.Spec, current: { Version: { Index: 20 } } },
    ]);
    expect(restore.services[0]).toMatchObject({
      fields: [{ path: 'TaskTemplate.ContainerSpec.Image', before: 'app:2', after: 'app:1' }],
    });
    expect(restore).toMatchObject({ removals: [], networks: [], left: [] });
  });

  it('has nothing to do where nothing was written', () => {
    expect(restoreOf(stackPlan({ services: [update] }), [old], [old]).services).toEqual([]);
  });

  it('writes nothing where the engine took the update back, but has it watched', () => {
    const restore = restoreOf(stackPlan({ services: [update] }), [old], [{ ...old, Version: { Index: 30 } }]);
    expect(restore.services).toMatchObject([{ action: 'unchanged', spec: old.Spec }]);
  });

  it('removes what the rollout made, also when it never learned that the write arrived', () => {
    const plan = stackPlan({
      services: [create],
      networks: [
        {
          body: {
            Name: 'demo_extra',
            Driver: 'overlay',
            Options: null,
            Internal: false,
            Ingress: false,
            Attachable: false,
            IPAM: null,
            Labels: {},
            Scope: 'swarm',
            ConfigOnly: false,
            ConfigFrom: null,
          },
          position: POSITION,
        },
      ],
    });
    const restore = restoreOf(plan, [], [written], [network]);
    expect(restore.removals).toEqual([{ name: 'demo_web', id: 'service-web' }]);
    expect(restore.networks).toEqual([{ name: 'demo_extra', id: 'net-1' }]);
  });

  it('has nothing to do for a service that was never made', () => {
    const restore = restoreOf(stackPlan({ services: [create] }), [], []);
    expect(restore).toEqual({ services: [], removals: [], networks: [], left: [] });
    expect(restoreLines('demo', restore)).toEqual([
      'Stack demo is as it was before; nothing has to be restored.',
    ]);
  });

  it('keeps what somebody else wrote or removed meanwhile, and says so', () => {
    const foreign = service({ Spec: serviceSpec({}, { Image: 'app:9' }) });
    const plan = stackPlan({ services: [update] });
    expect(restoreOf(plan, [old], [foreign])).toMatchObject({
      services: [],
      left: ['web: somebody else changed it; it is left as they made it.'],
    });
    expect(restoreOf(plan, [old], []).left).toEqual(['web: somebody removed it while this run was at work.']);
    expect(restoreOf(stackPlan({ services: [create] }), [], [foreign]).removals).toEqual([]);
  });

  it('takes a forced restart of its own service for no foreign write', () => {
    const forced = service({
      Spec: { ...wanted, TaskTemplate: { ...wanted.TaskTemplate, ForceUpdate: 1 } },
    });
    const restore = restoreOf(stackPlan({ services: [update] }), [old], [forced]);
    const ContainerSpec = { Image: 'app:1' };
    expect(restore.services).toMatchObject([{ action: 'update', spec: { TaskTemplate: { ContainerSpec } } }]);
  });

  it('leaves unchanged services out', () => {
    const unchanged: ServiceChange = {
      action: 'unchanged',
      key: 'web',
      name: 'demo_web',
      position: POSITION,
      dependsOn: [],
      spec: old.Spec,
      current: old,
    };
    const restore = restoreOf(stackPlan({ services: [unchanged] }), [old], [old]);
    expect(restore.services).toEqual([]);
  });

  it('gives a recorded spec, which holds names alone, the ids it needs', () => {
    const reference = { ConfigName: 'demo_c', File: { Name: '/c', UID: '0', GID: '0', Mode: 292 } };
    const recorded = service({ Spec: serviceSpec({}, { Configs: [reference] }) });
    const [restored] = restoreOf(stackPlan({ services: [update] }), [recorded], [written]).services;
    expect(restored?.spec.TaskTemplate.ContainerSpec.Configs).toEqual([
      { ...reference, ConfigID: 'config-1' },
    ]);
  });

  it('brings back what a run that died had written already, although this plan leaves it alone', () => {
    const unchanged: ServiceChange = { ...create, action: 'unchanged', spec: wanted, current: written };
    const plan = stackPlan({ services: [unchanged] });
    expect(restoreOf(plan, [old], [written]).services).toMatchObject([{ action: 'update' }]);
    expect(restoreOf(plan, [], [written]).removals).toEqual([{ name: 'demo_web', id: 'service-web' }]);
  });
});
