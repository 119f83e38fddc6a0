import type { Privileges, ServiceSpec } from '../../engine/specs.ts';

/** Names of what specs know by engine ids; a name is its own name. */
export interface ObjectNames {
  readonly network: (target: string) => string;
  readonly config: (idOrName: string) => string;
}

/** A spec as a release holds it: names in place of ids, which end with the objects they are of. All else stays. */
export function releasedSpec(spec: ServiceSpec, names: ObjectNames): ServiceSpec {
  const { TaskTemplate: task } = spec;
  const { Configs, Secrets, Privileges, ...container } = task.ContainerSpec;
  const ContainerSpec = {
    ...container,
    ...(Privileges ? { Privileges: withConfigName(Privileges, names) } : {}),
    ...(Configs ? { Configs: Configs.map(({ ConfigID: _id, ...reference }) => reference) } : {}),
    ...(Secrets ? { Secrets: Secrets.map(({ SecretID: _id, ...reference }) => reference) } : {}),
  };
  const Networks = task.Networks?.map((each) => ({ ...each, Target: names.network(each.Target) }));
  return { ...spec, TaskTemplate: { ...task, ContainerSpec, ...(Networks ? { Networks } : {}) } };
}

function withConfigName(privileges: Privileges, names: ObjectNames): Privileges {
  const config = privileges.CredentialSpec?.Config;
  if (!config) return privileges;
  return { ...privileges, CredentialSpec: { ...privileges.CredentialSpec, Config: names.config(config) } };
}

/** Names of the configs that a released spec uses. */
export function configsOf({ TaskTemplate }: ServiceSpec): readonly string[] {
  const { Configs, Privileges } = TaskTemplate.ContainerSpec;
  const credentials = Privileges?.CredentialSpec?.Config;
  return [...(Configs ?? []).map(({ ConfigName }) => ConfigName), ...(credentials ? [credentials] : [])];
}

export function secretsOf({ TaskTemplate }: ServiceSpec): readonly string[] {
  return (TaskTemplate.ContainerSpec.Secrets ?? []).map(({ SecretName }) => SecretName);
}

/** Names of the networks that a released spec joins. */
export function networksOf({ TaskTemplate }: ServiceSpec): readonly string[] {
  return (TaskTemplate.Networks ?? []).map(({ Target }) => Target);
}
