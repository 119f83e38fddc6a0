import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { Network } from '../../engine/objects.ts';
import type { CurrentStack } from './current-stack.ts';
import { dependencyKeys } from './dependency-keys.ts';
import { fitToEngine } from './fit-to-engine.ts';
import { leftovers } from './leftovers.ts';
import { objectIds } from './object-ids.ts';
import type { Plan } from './plan.ts';
import { planNotes } from './plan-notes.ts';
import { planService } from './plan-service.ts';

export interface PlanOptions {
  /** Remove what the stack has in the swarm and no longer in its files. */
  readonly prune: boolean;
  /** Leave the number of replicas of services that are there as it is. */
  readonly keepReplicas: boolean;
  /** Some services of the stack were chosen: that the others stay as they are goes without saying. */
  readonly isPart?: boolean;
}

/**
 * Compares what the stack file says with what the swarm holds. The desired stack has its images resolved and its
 * configs and secrets under the names of their versions. Whether the plan can be carried out is for the preflight.
 */
export function planStack(desired: DesiredStack, current: CurrentStack, options: PlanOptions): Plan {
  const networkNames = new Set(current.networks.map((network) => network.Name));
  const present = new Map(current.services.map((service) => [service.Spec.Name, service]));
  const ids = objectIds(current.configs, current.secrets);
  const planning = {
    ids,
    nodes: current.nodes,
    networkName: networkNamer(current.networks),
    keepReplicas: options.keepReplicas,
  };
  const left = leftovers(desired, current);
  const services = desired.services
    .map((service) =>
      planService(fitToEngine(service, current.apiVersion), present.get(service.spec.Name), {
        ...planning,
        dependsOn: dependencyKeys(service, desired.services),
      }),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    stack: desired.name,
    networks: desired.networks.filter((network) => !networkNames.has(network.body.Name)),
    configs: desired.configs.filter((config) => !ids.configs.has(config.spec.Name)),
    secrets: desired.secrets.filter((secret) => !ids.secrets.has(secret.spec.Name)),
    services,
    removals: options.prune ? left.services : [],
    networkRemovals: options.prune ? left.networks : [],
    knownIds: ids,
    notes: planNotes(desired, current, left, services, options),
  };
}

/** Stored specs name networks by id; an id that no list shows belongs to the node-local network `host`. */
export function networkNamer(networks: readonly Network[]): (target: string) => string {
  const names = new Map(networks.map((network) => [network.Id, network.Name]));
  const known = new Set(names.values());
  return (target) =>
    names.get(target) ?? (known.has(target) || !/^[a-z0-9]{25}$/.test(target) ? target : 'host');
}
