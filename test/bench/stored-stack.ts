import type { DesiredStack } from '../../shared/compose/desired-stack.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import type { CurrentStack } from '../../shared/rollout/plan/current-stack.ts';
import { planStack } from '../../shared/rollout/plan/plan-stack.ts';
import { SwarmState } from '../conformance/swarm-state.ts';

/** What a swarm holds after this stack was deployed, with what the engine adds: networks by id, a mode of the endpoint. */
export function storedStack(desired: DesiredStack): CurrentStack {
  const state = new SwarmState();
  state.apply(planStack(desired, state.seenBy(desired, false), { prune: false, keepReplicas: false }));
  const current = state.seenBy(desired, false);
  const ids = new Map(current.networks.map(({ Name, Id }) => [Name, Id]));
  return {
    ...current,
    services: current.services.map((service) => ({ ...service, Spec: asEngineStores(service.Spec, ids) })),
  };
}

function asEngineStores(spec: ServiceSpec, ids: ReadonlyMap<string, string>): ServiceSpec {
  const { Networks = [] } = spec.TaskTemplate;
  return {
    ...spec,
    TaskTemplate: {
      ...spec.TaskTemplate,
      ForceUpdate: 0,
      Networks: Networks.map((network) => ({
        ...network,
        Target: ids.get(network.Target) ?? network.Target,
      })),
      Runtime: 'container',
    },
    EndpointSpec: { ...spec.EndpointSpec, Mode: 'vip' },
  };
}
