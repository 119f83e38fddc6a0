import { isDeepStrictEqual } from 'node:util';
import type { Service } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { comparableSpec, type Json } from '../plan/comparable-spec.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Plan, ServiceChange } from '../plan/plan.ts';
import { networkNamer } from '../plan/plan-stack.ts';
import { restoredService } from './restored-service.ts';

/** What has to be written, and what to be watched, so that a stack runs again what ran before a rollout; pure data. */
export interface RestorePlan {
  /** What the rollout touched: to be written back, or as before already and only to be watched. */
  readonly services: readonly ServiceChange[];
  /** What the rollout made and nothing had before. */
  readonly removals: readonly NamedId[];
  readonly networks: readonly NamedId[];
  /** What stays as it is although the rollout touched it, and why. */
  readonly left: readonly string[];
}

export interface NamedId {
  readonly name: string;
  readonly id: string;
}

/** Services of the stack, and all networks of the swarm. */
export type Holdings = Pick<CurrentStack, 'services' | 'networks'>;

export type HoldingsBefore = Holdings & Pick<CurrentStack, 'nodes'>;

/**
 * Compares what ran before a rollout with what is there now. Decided from the swarm and not from what the rollout
 * believes it wrote, so that a write whose answer got lost is brought back too. What somebody else wrote stays.
 * Configs and secrets that were made are left to the collection, which knows who else may need them.
 */
export function planRestore(plan: Plan, before: HoldingsBefore, now: Holdings): RestorePlan {
  const networkName = networkNamer([...before.networks, ...now.networks]);
  const comparable = (spec: ServiceSpec): Json => comparableSpec(withoutForce(spec), networkName);
  const same = (a: ServiceSpec, b: ServiceSpec): boolean => isDeepStrictEqual(comparable(a), comparable(b));
  const steps = plan.services
    .filter(({ action }) => action !== 'unchanged')
    .map((change) => {
      const [had, has] = [before, now].map(({ services }) => serviceNamed(services, change.name));
      return restoredService(change, had, has, { same, networkName, nodes: before.nodes });
    });
  return {
    services: steps.flatMap((step) => (step.kind === 'watch' ? [step.change] : [])),
    removals: steps.flatMap((step) =>
      step.kind === 'remove' ? [{ name: step.service.Spec.Name, id: step.service.ID }] : [],
    ),
    networks: madeNetworks(plan, before, now),
    left: steps.flatMap((step) => (step.kind === 'leave' ? [step.why] : [])),
  };
}

function serviceNamed(services: readonly Service[], name: string): Service | undefined {
  return services.find(({ Spec }) => Spec.Name === name);
}

/** A repair forces tasks to start anew without another change; that is no other writer's mark. */
function withoutForce(spec: ServiceSpec): ServiceSpec {
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, ForceUpdate: 0 } };
}

function madeNetworks(plan: Plan, before: Holdings, now: Holdings): readonly NamedId[] {
  const planned = new Set(plan.networks.map(({ body }) => body.Name));
  const had = new Set(before.networks.map(({ Name }) => Name));
  return now.networks
    .filter(({ Name }) => planned.has(Name) && !had.has(Name))
    .map(({ Id, Name }) => ({ name: Name, id: Id }));
}
