import { isDeepStrictEqual } from 'node:util';
import type { ServiceSpec } from '../../engine/specs.ts';
import { comparableSpec, type Json } from '../plan/comparable-spec.ts';
import { type CurrentStack, STACK_LABEL } from '../plan/current-stack.ts';
import { type ObjectIds, withObjectIds } from '../plan/object-ids.ts';
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

/** What ran before a rollout and is to run again when it fails. */
export interface RestoreTarget {
  /** Of all services of the stack; networks, configs and secrets by id or by name. */
  readonly specs: readonly ServiceSpec[];
  /** Names of the networks that were there. */
  readonly networks: readonly string[];
}

/** What is there now. */
export type Holdings = Pick<CurrentStack, 'services' | 'networks' | 'nodes'>;

/** What ran when it was read. */
export function restoreTarget({ services, networks }: CurrentStack): RestoreTarget {
  return { specs: services.map(({ Spec }) => Spec), networks: networks.map(({ Name }) => Name) };
}

/**
 * Compares what ran before a rollout with what is there now. Decided from the swarm and not from what the rollout
 * believes it wrote, so that a write whose answer got lost is brought back too. What somebody else wrote stays.
 * Configs and secrets that were made are left to the collection, which knows who else may need them.
 */
export function planRestore(plan: Plan, before: RestoreTarget, now: Holdings, ids: ObjectIds): RestorePlan {
  const networkName = networkNamer(now.networks);
  const comparable = (spec: ServiceSpec): Json => comparableSpec(withoutForce(spec), networkName);
  const same = (a: ServiceSpec, b: ServiceSpec): boolean => isDeepStrictEqual(comparable(a), comparable(b));
  const steps = plan.services.flatMap((change) => {
    const recorded = before.specs.find(({ Name }) => Name === change.name);
    const had = recorded && withObjectIds(recorded, ids);
    const has = now.services.find(({ Spec }) => Spec.Name === change.name);
    const untouched = change.action === 'unchanged' && had !== undefined && same(had, change.spec);
    if (untouched) return [];
    const context = { same, networkName, nodes: now.nodes, ids };
    return [restoredService(change, had, has, context)];
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

/** A repair forces tasks to start anew without another change; that is no other writer's mark. */
function withoutForce(spec: ServiceSpec): ServiceSpec {
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, ForceUpdate: 0 } };
}

/** Networks of the stack that were not there before; one that somebody uses meanwhile the engine does not let go. */
function madeNetworks({ stack }: Plan, before: RestoreTarget, { networks }: Holdings): readonly NamedId[] {
  const had = new Set(before.networks);
  return networks
    .filter(({ Name, Labels }) => Labels?.[STACK_LABEL] === stack && !had.has(Name))
    .map(({ Id, Name }) => ({ name: Name, id: Id }));
}
