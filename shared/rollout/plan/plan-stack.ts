import type { DesiredService, DesiredStack } from '../../compose/desired-stack.ts';
import { isAtLeast } from '../../engine/api-version-order.ts';
import type { Network, Secret, Service } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { SeveralErrors } from '../../errors/several-errors.ts';
import { DIGEST_LABEL } from '../../release/secret-digest.ts';
import { comparableSpec } from './comparable-spec.ts';
import type { CurrentStack } from './current-stack.ts';
import { fieldChanges, type Restarts } from './field-changes.ts';
import { type ObjectIds, objectIds, withObjectIds } from './object-ids.ts';
import type { Plan, ServiceChange } from './plan.ts';
import { refusals } from './refusals.ts';

const IMAGE_LABEL = 'com.docker.stack.image';

/**
 * Compares what the stack file says with what the swarm holds. Throws SeveralErrors with everything that the
 * engine would refuse later, so that nothing is written for a plan that cannot be carried out.
 */
export function planStack(desired: DesiredStack, current: CurrentStack): Plan {
  const errors = refusals(desired, current);
  if (errors.length > 0) throw new SeveralErrors(errors);
  const networkNames = new Set(current.networks.map((network) => network.Name));
  const knownIds = objectIds(current.configs, current.secrets);
  const nameOf = networkNamer(current.networks);
  return {
    stack: desired.name,
    networks: desired.networks.filter((network) => !networkNames.has(network.body.Name)),
    configs: desired.configs.filter((config) => !knownIds.configs.has(config.spec.Name)),
    secrets: desired.secrets.filter((secret) => !knownIds.secrets.has(secret.spec.Name)),
    services: desired.services
      .map((service) =>
        planService(fitToEngine(service, current.apiVersion), current.services, knownIds, nameOf),
      )
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    knownIds,
    notes: notes(desired, current),
  };
}

function planService(
  desired: DesiredService,
  services: readonly Service[],
  ids: ObjectIds,
  nameOf: (target: string) => string,
): ServiceChange {
  const { key, position } = desired;
  const current = services.find((service) => service.Spec.Name === desired.spec.Name);
  const wanted = withObjectIds(desired.spec, ids);
  if (current === undefined) return { action: 'create', key, name: wanted.Name, position, spec: wanted };
  const spec = keepWhatDeploymentsKeep(wanted, current.Spec);
  const fields = fieldChanges(comparableSpec(current.Spec, nameOf), comparableSpec(spec, nameOf));
  const base = { key, name: spec.Name, position, spec, current };
  if (fields.length === 0) return { action: 'unchanged', ...base };
  return { action: 'update', ...base, fields, restarts: widest(fields.map((field) => field.restarts)) };
}

/** The CLI keeps the same: how often somebody forced an update, and the digest of an image whose name did not change. */
function keepWhatDeploymentsKeep(wanted: ServiceSpec, stored: ServiceSpec): ServiceSpec {
  const sameImage =
    wanted.Labels[IMAGE_LABEL] !== undefined && wanted.Labels[IMAGE_LABEL] === stored.Labels[IMAGE_LABEL];
  const { Platforms } = stored.TaskTemplate.Placement ?? {};
  const { Image } = (sameImage ? stored : wanted).TaskTemplate.ContainerSpec;
  return {
    ...wanted,
    TaskTemplate: {
      ...wanted.TaskTemplate,
      ForceUpdate: stored.TaskTemplate.ForceUpdate ?? 0,
      ContainerSpec: { ...wanted.TaskTemplate.ContainerSpec, Image },
      Placement: {
        ...wanted.TaskTemplate.Placement,
        ...(sameImage && Platforms !== undefined ? { Platforms } : {}),
      },
    },
  };
}

/** Stored specs name networks by id; an id that no list shows belongs to the node-local network `host`. */
export function networkNamer(networks: readonly Network[]): (target: string) => string {
  const names = new Map(networks.map((network) => [network.Id, network.Name]));
  const known = new Set(names.values());
  return (target) =>
    names.get(target) ?? (known.has(target) || !/^[a-z0-9]{25}$/.test(target) ? target : 'host');
}

function widest(all: readonly Restarts[]): Restarts {
  if (all.includes('all')) return 'all';
  return all.includes('where-needed') ? 'where-needed' : 'none';
}

function notes(desired: DesiredStack, current: CurrentStack): readonly string[] {
  const wanted = new Set(desired.services.map((service) => service.spec.Name));
  const others = current.services.map((service) => service.Spec.Name).filter((name) => !wanted.has(name));
  const dropped = desired.services.filter((service) => fitToEngine(service, current.apiVersion) !== service);
  const unknown = desired.secrets.filter(({ spec }) => isUnknownSecret(spec.Name, current.secrets));
  return [
    ...others.toSorted().map((name) => `${name} is not in the stack file and is left running.`),
    ...dropped.map(
      ({ key }) => `${key}: healthcheck.start_interval needs Docker Engine 25; this one leaves it out.`,
    ),
    ...unknown.map(({ spec }) => `secret ${spec.Name} is kept: whether its content changed cannot be known.`),
  ];
}

/** Made by somebody else: it has no digest of ours, and the engine never gives its content back. */
function isUnknownSecret(name: string, secrets: readonly Secret[]): boolean {
  const stored = secrets.find((secret) => secret.Spec.Name === name);
  return stored !== undefined && stored.Spec.Labels?.[DIGEST_LABEL] === undefined;
}

/** The service as this engine will store it; a field that it drops would otherwise differ for ever. */
function fitToEngine(service: DesiredService, apiVersion: string): DesiredService {
  const { ContainerSpec: container } = service.spec.TaskTemplate;
  if (container.Healthcheck?.StartInterval === undefined || isAtLeast(apiVersion, '1.44')) return service;
  const { StartInterval: _young, ...Healthcheck } = container.Healthcheck;
  const TaskTemplate = { ...service.spec.TaskTemplate, ContainerSpec: { ...container, Healthcheck } };
  return { ...service, spec: { ...service.spec, TaskTemplate } };
}
