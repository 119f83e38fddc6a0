import type { ServiceSpec } from '../../engine/specs.ts';
import { isVersionOf, plainNameOf } from '../../release/versioned-name.ts';
import type { Plan } from './plan.ts';

/** A config or secret that is to be made, and what it is for. */
export interface ObjectChange {
  readonly kind: 'config' | 'secret';
  readonly name: string;
  /** Its plain name, when the swarm holds an earlier version: content is rotated, not new. */
  readonly rotates?: string;
  /** Names of the services that use it; those that are there already restart for a rotation. */
  readonly services: readonly string[];
}

/** Configs before secrets, each sorted by name. */
export function objectChanges(plan: Plan): readonly ObjectChange[] {
  const configs = plan.configs.map(({ spec }) => ({ kind: 'config' as const, name: spec.Name }));
  const secrets = plan.secrets.map(({ spec }) => ({ kind: 'secret' as const, name: spec.Name }));
  return [...configs.toSorted(byName), ...secrets.toSorted(byName)].map(({ kind, name }) => {
    const plain = plainNameOf(name);
    const present = [...plan.knownIds[`${kind}s`].keys()];
    const rotates = plain !== undefined && present.some((other) => isVersionOf(other, plain));
    const services = plan.services.filter(({ spec }) => uses(spec, kind, name)).map((change) => change.name);
    return { kind, name, ...(rotates ? { rotates: plain } : {}), services };
  });
}

function uses({ TaskTemplate }: ServiceSpec, kind: ObjectChange['kind'], name: string): boolean {
  const { Configs = [], Secrets = [], Privileges } = TaskTemplate.ContainerSpec;
  if (kind === 'secret') return Secrets.some(({ SecretName }) => SecretName === name);
  return Configs.some(({ ConfigName }) => ConfigName === name) || Privileges?.CredentialSpec?.Config === name;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
