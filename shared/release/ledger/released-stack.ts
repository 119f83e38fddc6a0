import { STACK_LABEL } from '../../compose/convert/names.ts';
import { type Delivery, NO_DELIVERY } from '../../compose/delivery/delivery.ts';
import type { DesiredConfig, DesiredSecret, DesiredStack } from '../../compose/desired-stack.ts';
import type { Config, Network, Secret, Service } from '../../engine/objects.ts';
import type { ConfigSpec, ServiceSpec } from '../../engine/specs.ts';
import { DIGEST_LABEL } from '../secret-digest.ts';
import { foundNetwork } from './found-network.ts';
import type { ReleasedSecret, ReleasedService, ReleasedStack } from './release-record.ts';
import { configsOf, networksOf, type ObjectNames, releasedSpec, secretsOf } from './released-spec.ts';

/** What the swarm holds of a stack; configs and secrets as far as somebody asked for them. */
export interface FoundStack {
  readonly services: readonly Service[];
  readonly networks: readonly Network[];
  readonly configs: readonly Config[];
  readonly secrets: readonly Secret[];
}

/** What is going to be written, of which a plan is the whole. */
export interface StackPlan {
  readonly services: readonly { readonly key: string; readonly spec: ServiceSpec }[];
  readonly removals: readonly { readonly name: string }[];
  readonly secrets: readonly DesiredSecret[];
}

/**
 * The stack as it will be once the plan is carried out, services that the files do not name included. `desired` has
 * its images pinned and its versions named, as it was planned; new secrets of the plan have their digests. Configs that
 * only other services use may be missing: `withStoredObjects` brings them.
 */
export function plannedRelease(
  desired: DesiredStack,
  plan: StackPlan,
  found: FoundStack,
  networkName: (target: string) => string,
): ReleasedStack {
  const names = objectNames(found, networkName);
  const dependencies = new Map(desired.services.map(({ key, dependsOn }) => [key, dependsOn]));
  const gone = new Set(plan.removals.map(({ name }) => name));
  const planned = plan.services.map(({ key, spec }): ReleasedService => {
    const dependsOn = dependencies.get(key);
    return { key, spec: releasedSpec(spec, names), ...(dependsOn === undefined ? {} : { dependsOn }) };
  });
  const known = new Set(planned.map(({ spec }) => spec.Name));
  const left = found.services
    .filter(({ Spec }) => !known.has(Spec.Name) && !gone.has(Spec.Name))
    .map(({ Spec }) => foundService(desired.name, Spec, names));
  const services = sorted([...planned, ...left]);
  const bodies = desired.networks.map(({ body }) => body);
  const made = new Set(bodies.map(({ Name }) => Name));
  const others = networksOfStack(desired.name, left, found).filter(({ Name }) => !made.has(Name));
  return {
    stack: desired.name,
    services,
    networks: [...bodies, ...others],
    configs: usedConfigs(services, desired.configs, found.configs),
    secrets: usedSecrets(services, [...plan.secrets, ...desired.secrets], found.secrets),
    delivery: deliveryFor(services, desired.delivery),
  };
}

/** Without hooks and checks of services that the stack does not have: of a release only some may have been brought back. */
function deliveryFor(
  services: readonly ReleasedService[],
  { hooks: { pre, post }, verify }: Delivery,
): Delivery {
  const keys = new Set(services.map(({ key }) => key));
  const isThere = ({ service }: { readonly service: string }): boolean => keys.has(service);
  return {
    hooks: { pre: pre.filter(isThere), post: post.filter(isThere) },
    verify: verify.filter((check) => !('service' in check) || isThere(check)),
  };
}

/** The stack as it is; for `withStoredObjects` to complete where not all that services use was asked for. */
export function foundRelease(
  stack: string,
  found: FoundStack,
  networkName: (target: string) => string,
): ReleasedStack {
  const names = objectNames(found, networkName);
  const services = sorted(found.services.map(({ Spec }) => foundService(stack, Spec, names)));
  return {
    stack,
    services,
    networks: networksOfStack(stack, services, found),
    configs: usedConfigs(services, [], found.configs),
    secrets: usedSecrets(services, [], found.secrets),
    delivery: NO_DELIVERY,
  };
}

function objectNames({ configs }: FoundStack, network: (target: string) => string): ObjectNames {
  const ids = new Map(configs.map(({ ID, Spec }) => [ID, Spec.Name]));
  return { network, config: (idOrName) => ids.get(idOrName) ?? idOrName };
}

function foundService(stack: string, spec: ServiceSpec, names: ObjectNames): ReleasedService {
  const beginning = `${stack}_`;
  const key = spec.Name.startsWith(beginning) ? spec.Name.slice(beginning.length) : spec.Name;
  return { key, spec: releasedSpec(spec, names) };
}

function sorted(services: readonly ReleasedService[]): readonly ReleasedService[] {
  return services.toSorted((a, b) => (a.spec.Name < b.spec.Name ? -1 : 1));
}

function networksOfStack(stack: string, services: readonly ReleasedService[], { networks }: FoundStack) {
  const used = new Set(services.flatMap(({ spec }) => networksOf(spec)));
  return networks
    .filter(({ Name, Labels }) => used.has(Name) && Labels?.[STACK_LABEL] === stack)
    .map(foundNetwork);
}

function usedConfigs(
  services: readonly ReleasedService[],
  desired: readonly DesiredConfig[],
  found: readonly Config[],
): readonly ConfigSpec[] {
  const specs = new Map([
    ...found.map(({ Spec }) => [Spec.Name, releasedConfig(Spec)] as const),
    ...desired.map(({ spec }) => [spec.Name, releasedConfig(spec)] as const),
  ]);
  return unique(services.flatMap(({ spec }) => configsOf(spec))).flatMap((name) => specs.get(name) ?? []);
}

/** Our own digest is written whenever the config is. */
export function releasedConfig({ Name, Labels, Data, Templating }: ConfigSpec): ConfigSpec {
  const { [DIGEST_LABEL]: _ours, ...labels } = Labels ?? {};
  return {
    Name,
    Labels: labels,
    ...(Data === undefined ? {} : { Data }),
    ...(Templating ? { Templating } : {}),
  };
}

function usedSecrets(
  services: readonly ReleasedService[],
  desired: readonly DesiredSecret[],
  found: readonly Secret[],
): readonly ReleasedSecret[] {
  const specs = [...found.map(({ Spec }) => Spec), ...desired.map(({ spec }) => spec)];
  return unique(services.flatMap(({ spec }) => secretsOf(spec))).map((name) => {
    const labelled = specs.find((spec) => spec.Name === name && spec.Labels?.[DIGEST_LABEL] !== undefined);
    const digest = labelled?.Labels[DIGEST_LABEL];
    return { name, ...(digest === undefined ? {} : { digest }) };
  });
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}
