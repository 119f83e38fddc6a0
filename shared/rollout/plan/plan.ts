import type { DesiredConfig, DesiredNetwork, DesiredSecret } from '../../compose/desired-stack.ts';
import type { Service } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import type { SourcePosition } from '../../errors/user-error.ts';
import type { FieldChange, Restarts } from './field-changes.ts';
import type { ObjectIds } from './object-ids.ts';
import type { TaskEffect } from './task-effect.ts';

/** What has to be written so that the swarm holds what is wanted; pure data, decided before any write. */
export interface Plan {
  readonly stack: string;
  readonly networks: readonly DesiredNetwork[];
  readonly configs: readonly DesiredConfig[];
  readonly secrets: readonly DesiredSecret[];
  readonly services: readonly ServiceChange[];
  /** Services that the files no longer have, to be removed after everything else; none without `prune`. */
  readonly removals: readonly ServiceRemoval[];
  /** Networks of the stack that nothing uses once its removals are done, to be removed last; none without `prune`. */
  readonly networkRemovals: readonly NetworkRemoval[];
  /** Ids of the configs and secrets that are there already. */
  readonly knownIds: ObjectIds;
  /** What the user should know although nothing is written because of it. */
  readonly notes: readonly string[];
}

interface ServiceChangeBase {
  /** The key in the stack file. */
  readonly key: string;
  readonly name: string;
  readonly position: SourcePosition;
  /** Keys of the services of this plan that come before this one, sorted. */
  readonly dependsOn: readonly string[];
  /** What the service will run: networks by name, ids of configs and secrets filled in where known. */
  readonly spec: ServiceSpec;
}

export interface ServiceCreation extends ServiceChangeBase {
  readonly action: 'create';
}

export interface ServiceUpdate extends ServiceChangeBase {
  readonly action: 'update';
  readonly current: Service;
  readonly fields: readonly FieldChange[];
  /** The widest of the fields; a job runs once more whatever changes. */
  readonly restarts: Restarts;
  readonly effect: TaskEffect;
}

export interface UnchangedService extends ServiceChangeBase {
  readonly action: 'unchanged';
  readonly current: Service;
}

export type ServiceChange = ServiceCreation | ServiceUpdate | UnchangedService;

export interface ServiceRemoval {
  readonly name: string;
  readonly current: Service;
}

export interface NetworkRemoval {
  readonly name: string;
  readonly id: string;
}

/** Number of services that are created, updated or removed. */
export function countChanges(plan: Plan): number {
  return plan.services.filter((service) => service.action !== 'unchanged').length + plan.removals.length;
}

/** True when carrying out the plan writes nothing at all. */
export function writesNothing(plan: Plan): boolean {
  const objects = [plan.networks, plan.networkRemovals, plan.configs, plan.secrets];
  return countChanges(plan) === 0 && objects.every(({ length }) => length === 0);
}
