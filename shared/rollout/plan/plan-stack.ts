import type { DesiredService, DesiredStack } from '../../compose/desired-stack.ts';
import { isAtLeast } from '../../engine/api-version-order.ts';
import type { Network, Service } from '../../engine/objects.ts';
import { isUnknownSecret } from '../../release/secret-version.ts';
import { plainNameOf, versionsOf } from '../../release/versioned-name.ts';
import { comparableSpec } from './comparable-spec.ts';
import type { CurrentStack } from './current-stack.ts';
import { fieldChanges, type Restarts } from './field-changes.ts';
import { type ObjectIds, objectIds, withObjectIds } from './object-ids.ts';
import type { Plan, ServiceChange } from './plan.ts';

/**
 * Compares what the stack file says with what the swarm holds. The desired stack has its images resolved and its
 * configs and secrets under the names of their versions. Whether the plan can be carried out is for the preflight.
 */
export function planStack(desired: DesiredStack, current: CurrentStack): Plan {
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
  // The CLI keeps it too: how often somebody forced an update.
  const ForceUpdate = current.Spec.TaskTemplate.ForceUpdate ?? 0;
  const spec = { ...wanted, TaskTemplate: { ...wanted.TaskTemplate, ForceUpdate } };
  const fields = fieldChanges(comparableSpec(current.Spec, nameOf), comparableSpec(spec, nameOf));
  const base = { key, name: spec.Name, position, spec, current };
  if (fields.length === 0) return { action: 'unchanged', ...base };
  return { action: 'update', ...base, fields, restarts: widest(fields.map((field) => field.restarts)) };
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
  const unknown = desired.secrets.filter(
    ({ spec }) => spec.Data !== undefined && isUnknownSecret(spec.Name, current.secrets),
  );
  return [
    ...others.toSorted().map((name) => `${name} is not in the stack file and is left running.`),
    ...dropped.map(
      ({ key }) => `${key}: healthcheck.start_interval needs Docker Engine 25; this one leaves it out.`,
    ),
    ...unknown.map(({ spec }) => `secret ${spec.Name} is kept: whether its content changed cannot be known.`),
    ...desired.configs.flatMap(({ spec }) => newVersion('config', spec.Name, current.configs)),
    ...desired.secrets.flatMap(({ spec }) => newVersion('secret', spec.Name, current.secrets)),
  ];
}

function newVersion(
  kind: 'config' | 'secret',
  name: string,
  stored: readonly { readonly Spec: { readonly Name: string } }[],
): readonly string[] {
  const plain = plainNameOf(name);
  const before = plain === undefined ? [] : versionsOf(plain, stored);
  if (before.length === 0 || before.some(({ Spec }) => Spec.Name === name)) return [];
  return [`${kind} ${name} holds new content of ${plain}; the versions before it are kept.`];
}

/** The service as this engine will store it; a field that it drops would otherwise differ for ever. */
function fitToEngine(service: DesiredService, apiVersion: string): DesiredService {
  const { ContainerSpec: container } = service.spec.TaskTemplate;
  if (container.Healthcheck?.StartInterval === undefined || isAtLeast(apiVersion, '1.44')) return service;
  const { StartInterval: _young, ...Healthcheck } = container.Healthcheck;
  const TaskTemplate = { ...service.spec.TaskTemplate, ContainerSpec: { ...container, Healthcheck } };
  return { ...service, spec: { ...service.spec, TaskTemplate } };
}
