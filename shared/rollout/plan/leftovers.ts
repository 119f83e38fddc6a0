import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { type CurrentStack, STACK_LABEL } from './current-stack.ts';
import type { NetworkRemoval, ServiceRemoval } from './plan.ts';

export interface Leftovers {
  readonly services: readonly ServiceRemoval[];
  readonly networks: readonly NetworkRemoval[];
}

/**
 * What the stack has in the swarm and no longer in its files, by name. Networks that a service outside the stack
 * has joined are left out, because the engine would not let them go; configs and secrets are not looked at.
 */
export function leftovers(desired: DesiredStack, current: CurrentStack): Leftovers {
  const wanted = new Set(desired.services.map(({ spec }) => spec.Name));
  const networks = new Set([
    ...desired.external.networks.map(({ name }) => name),
    ...desired.services.flatMap(({ spec }) => joined(spec)),
    ...current.otherServices.flatMap(({ Spec }) => joined(Spec)),
  ]);
  return {
    services: current.services
      .filter(({ Spec }) => !wanted.has(Spec.Name))
      .map((service) => ({ name: service.Spec.Name, current: service }))
      .toSorted(byName),
    networks: current.networks
      .filter(({ Labels }) => Labels?.[STACK_LABEL] === desired.name)
      .filter(({ Id, Name }) => !networks.has(Id) && !networks.has(Name))
      .map(({ Id, Name }) => ({ name: Name, id: Id }))
      .toSorted(byName),
  };
}

/** Networks by name in a desired spec, and by id in a stored one. */
function joined({ TaskTemplate }: ServiceSpec): readonly string[] {
  return (TaskTemplate.Networks ?? []).map(({ Target }) => Target);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
