import type { Service } from '../../shared/engine/objects.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import type { CurrentStack } from '../../shared/rollout/plan/current-stack.ts';
import type { Plan, ServiceUpdate } from '../../shared/rollout/plan/plan.ts';
import { type PlanOptions, planStack } from '../../shared/rollout/plan/plan-stack.ts';
import { DEFAULT_NETWORK, storedSpec } from './stored-spec.ts';
import { currentStack, desiredService, desiredStack, PLAN_OPTIONS, service } from './swarm-objects.ts';

export interface Surroundings extends Partial<PlanOptions> {
  readonly service?: Partial<Service>;
  readonly current?: Partial<CurrentStack>;
}

/** The plan for a stack of one service that the swarm stores as `present`. */
export function planOfService(
  wanted: ServiceSpec,
  present: ServiceSpec,
  { service: about = {}, current = {}, ...options }: Surroundings = {},
): Plan {
  return planStack(
    desiredStack({ services: [desiredService(wanted)] }),
    currentStack({
      services: [service({ Spec: storedSpec(present), ...about })],
      networks: [DEFAULT_NETWORK],
      ...current,
    }),
    { ...PLAN_OPTIONS, ...options },
  );
}

/** Its only change, which is an update. */
export function updateOfService(...planned: Parameters<typeof planOfService>): ServiceUpdate {
  const [change] = planOfService(...planned).services;
  if (change?.action !== 'update') throw new Error(`an update was expected, and it is ${change?.action}`);
  return change;
}
