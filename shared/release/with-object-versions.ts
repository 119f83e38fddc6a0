import type { DesiredService, DesiredStack } from '../compose/desired-stack.ts';
import type { Config, Secret } from '../engine/objects.ts';
import type { Privileges } from '../engine/specs.ts';
import { configVersion } from './config-version.ts';
import { secretVersion } from './secret-version.ts';

interface StoredObjects {
  readonly configs: readonly Config[];
  readonly secrets: readonly Secret[];
}

/**
 * The stack with each config and secret, and whatever services say of it, under the name of the version that holds its
 * content. A stack made by `docker stack deploy` keeps its plain names until content changes. The order in which a
 * service lists them stays: another one would start its tasks anew. `replaced` are full names of secrets that get a
 * new version even if nobody can know what the swarm holds.
 */
export function withObjectVersions(
  desired: DesiredStack,
  stored: StoredObjects,
  replaced: ReadonlySet<string> = new Set(),
): DesiredStack {
  const configs = desired.configs.map((config) => ({
    ...config,
    spec: configVersion(config.spec, stored.configs),
  }));
  const secrets = desired.secrets.map((secret) => ({
    ...secret,
    spec: secretVersion(secret.spec, stored.secrets, { replaceUnknown: replaced.has(secret.spec.Name) }),
  }));
  return withNames(desired, configs, secrets);
}

/**
 * A recorded stack with each config under the name it was recorded with, which is free or holds the same, so that the
 * services become exactly what they were. Only a config whose name holds other content by now gets another one.
 */
export function withRecordedNames(desired: DesiredStack, stored: readonly Config[]): DesiredStack {
  const configs = desired.configs.map((config) => {
    const ofTheName = stored.filter(({ Spec }) => Spec.Name === config.spec.Name);
    return { ...config, spec: configVersion(config.spec, ofTheName) };
  });
  return withNames(desired, configs, desired.secrets);
}

/** The stack with these objects, in the order it has its own, and services that call them by their new names. */
function withNames(
  desired: DesiredStack,
  configs: DesiredStack['configs'],
  secrets: DesiredStack['secrets'],
): DesiredStack {
  const configName = renaming(desired.configs, configs);
  const secretName = renaming(desired.secrets, secrets);
  const services = desired.services.map((service) => renamed(service, configName, secretName));
  return { ...desired, configs, secrets, services };
}

interface Named {
  readonly spec: { readonly Name: string };
}

function renaming(before: readonly Named[], after: readonly Named[]): (name: string) => string {
  const names = new Map(before.map(({ spec }, at) => [spec.Name, after[at]?.spec.Name ?? spec.Name]));
  return (name) => names.get(name) ?? name;
}

function renamed(
  service: DesiredService,
  configName: (name: string) => string,
  secretName: (name: string) => string,
): DesiredService {
  const { TaskTemplate: task } = service.spec;
  const { Configs, Secrets, Privileges, ...container } = task.ContainerSpec;
  const configs = Configs?.map((each) => ({ ...each, ConfigName: configName(each.ConfigName) }));
  const secrets = Secrets?.map((each) => ({ ...each, SecretName: secretName(each.SecretName) }));
  const ContainerSpec = {
    ...container,
    ...(Privileges === undefined ? {} : { Privileges: withCredentialSpec(Privileges, configName) }),
    ...(configs === undefined ? {} : { Configs: configs }),
    ...(secrets === undefined ? {} : { Secrets: secrets }),
  };
  return { ...service, spec: { ...service.spec, TaskTemplate: { ...task, ContainerSpec } } };
}

function withCredentialSpec(privileges: Privileges, configName: (name: string) => string): Privileges {
  const config = privileges.CredentialSpec?.Config;
  if (config === undefined) return privileges;
  return { ...privileges, CredentialSpec: { ...privileges.CredentialSpec, Config: configName(config) } };
}
