import type { DesiredStack, ExternalObject } from '../../compose/desired-stack.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Config, Network, Secret, Service } from '../../engine/objects.ts';

export const STACK_LABEL = 'com.docker.stack.namespace';

/** What the swarm holds of a stack before anything is written, and the objects of others that it uses. */
export interface CurrentStack {
  readonly services: readonly Service[];
  /** All networks of the swarm: stored specs name them by id. */
  readonly networks: readonly Network[];
  readonly configs: readonly Config[];
  readonly secrets: readonly Secret[];
  /** The API version of the engine: what is younger it would drop without a word. */
  readonly apiVersion: string;
}

/** Two lists, in parallel; configs and secrets are asked for only by a stack that uses some, and by name. */
export async function readCurrentStack(engine: Engine, desired: DesiredStack): Promise<CurrentStack> {
  const [services, networks, configs, secrets] = await Promise.all([
    engine.services.list({ label: [`${STACK_LABEL}=${desired.name}`] }),
    engine.networks.list(),
    listNamed(engine.configs, desired.configs, desired.external.configs),
    listNamed(engine.secrets, desired.secrets, desired.external.secrets),
  ]);
  return { services, networks, configs, secrets, apiVersion: engine.apiVersion() };
}

interface NamedObject {
  readonly spec: { readonly Name: string };
}

async function listNamed<T extends { readonly Spec: { readonly Name: string } }>(
  api: { list(filters: { readonly name: readonly string[] }): Promise<readonly T[]> },
  own: readonly NamedObject[],
  external: readonly ExternalObject[],
): Promise<readonly T[]> {
  const names = new Set([...own.map((object) => object.spec.Name), ...external.map((object) => object.name)]);
  if (names.size === 0) return [];
  const found = await api.list({ name: [...names] });
  return found.filter((object) => names.has(object.Spec.Name));
}
