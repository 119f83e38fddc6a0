import type { Config, Secret } from '../../engine/objects.ts';
import type { Privileges, ServiceSpec } from '../../engine/specs.ts';

/** Engine ids of configs and secrets by name; the engine wants both in a service that uses one. */
export interface ObjectIds {
  readonly configs: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
}

export function objectIds(configs: readonly Config[], secrets: readonly Secret[]): ObjectIds {
  return {
    configs: new Map(configs.map((config) => [config.Spec.Name, config.ID])),
    secrets: new Map(secrets.map((secret) => [secret.Spec.Name, secret.ID])),
  };
}

/** The spec with the ids that are known; a reference to an object that is still to be made stays without. */
export function withObjectIds(spec: ServiceSpec, ids: ObjectIds): ServiceSpec {
  const { Configs, Secrets, Privileges, ...container } = spec.TaskTemplate.ContainerSpec;
  const configs = Configs?.map((reference) => {
    const id = ids.configs.get(reference.ConfigName);
    return id === undefined ? reference : { ...reference, ConfigID: id };
  });
  const secrets = Secrets?.map((reference) => {
    const id = ids.secrets.get(reference.SecretName);
    return id === undefined ? reference : { ...reference, SecretID: id };
  });
  return {
    ...spec,
    TaskTemplate: {
      ...spec.TaskTemplate,
      ContainerSpec: {
        ...container,
        ...(Privileges === undefined ? {} : { Privileges: withCredentialSpecId(Privileges, ids) }),
        ...(configs === undefined ? {} : { Configs: configs }),
        ...(secrets === undefined ? {} : { Secrets: secrets }),
      },
    },
  };
}

/** A credential spec kept in a config is named in a desired spec and known by its id to the engine. */
function withCredentialSpecId(privileges: Privileges, ids: ObjectIds): Privileges {
  const id = ids.configs.get(privileges.CredentialSpec?.Config ?? '');
  return id === undefined ? privileges : { ...privileges, CredentialSpec: { Config: id } };
}
