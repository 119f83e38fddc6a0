import { STACK_LABEL } from '../../compose/convert/names.ts';
import type { Config, Secret, Service } from '../../engine/objects.ts';
import type { Labels, ServiceSpec } from '../../engine/specs.ts';
import type { ReleaseEntry } from '../ledger/release-entry.ts';
import { DIGEST_LABEL } from '../secret-digest.ts';

export interface StoredObjects {
  /** All services of the swarm: one of another stack may use what this stack made. */
  readonly services: readonly Service[];
  readonly configs: readonly Config[];
  readonly secrets: readonly Secret[];
}

export interface UnneededObjects {
  readonly configs: readonly Config[];
  readonly secrets: readonly Secret[];
  /** Kept releases that do not say what they need: as long as there are some, nothing is known to be unneeded. */
  readonly silent: readonly ReleaseEntry[];
}

/**
 * The configs and secrets which this project made for the stack and which nothing needs: no kept release of any stack,
 * and no service now or before its last update. The engine itself only keeps what a service uses now.
 */
export function unneededObjects(
  stack: string,
  kept: readonly ReleaseEntry[],
  { services, configs, secrets }: StoredObjects,
): UnneededObjects {
  const silent = kept.filter(({ needs }) => needs === undefined);
  if (silent.length > 0) return { configs: [], secrets: [], silent };
  const needs = kept.flatMap((release) => release.needs ?? []);
  const specs = services.flatMap(({ Spec, PreviousSpec }) => [Spec, ...(PreviousSpec ? [PreviousSpec] : [])]);
  const neededConfigs = new Set([
    ...needs.flatMap((release) => release.configs),
    ...specs.flatMap(configReferences),
  ]);
  const neededSecrets = new Set([
    ...needs.flatMap((release) => release.secrets),
    ...specs.flatMap(secretReferences),
  ]);
  const isUnneeded =
    (needed: ReadonlySet<string>) =>
    ({ ID, Spec }: Config | Secret): boolean =>
      isMadeFor(stack, Spec.Labels) && !needed.has(ID) && !needed.has(Spec.Name);
  return {
    configs: configs.filter(isUnneeded(neededConfigs)),
    secrets: secrets.filter(isUnneeded(neededSecrets)),
    silent,
  };
}

/** The Docker CLI and people write no digest; when the CLI takes an object over, it takes the digest off. */
function isMadeFor(stack: string, labels: Labels | undefined): boolean {
  return labels?.[STACK_LABEL] === stack && labels[DIGEST_LABEL] !== undefined;
}

/** Ids and names: an object made anew under its old name has another id. */
function configReferences({ TaskTemplate }: ServiceSpec): readonly string[] {
  const { Configs, Privileges } = TaskTemplate.ContainerSpec ?? {};
  const references = (Configs ?? []).flatMap(({ ConfigID, ConfigName }) => [ConfigID, ConfigName]);
  return [...references, Privileges?.CredentialSpec?.Config].filter((each) => each !== undefined);
}

function secretReferences({ TaskTemplate }: ServiceSpec): readonly string[] {
  const { Secrets } = TaskTemplate.ContainerSpec ?? {};
  return (Secrets ?? [])
    .flatMap(({ SecretID, SecretName }) => [SecretID, SecretName])
    .filter((each) => each !== undefined);
}
