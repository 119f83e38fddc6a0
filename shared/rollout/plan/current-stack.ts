import type { DesiredStack, ExternalObject } from '../../compose/desired-stack.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Config, Network, Node, Secret, Service } from '../../engine/objects.ts';
import { isVersionOf } from '../../release/versioned-name.ts';
import { isOneShot } from '../one-shot/one-shot-label.ts';

export const STACK_LABEL = 'com.docker.stack.namespace';

/** What the swarm holds of a stack before anything is written, and whatever of others it may meet. */
export interface CurrentStack {
  readonly services: readonly Service[];
  /** Services of other stacks and of none: they own names and ports. */
  readonly otherServices: readonly Service[];
  /** Services of this stack's one-shot tasks: of a run that still goes on, or left by one that died. */
  readonly oneShots: readonly Service[];
  readonly nodes: readonly Node[];
  /** All networks of the swarm: stored specs name them by id. */
  readonly networks: readonly Network[];
  /** Those the stack names, external ones included, and all versions of its own. */
  readonly configs: readonly Config[];
  /** Likewise. */
  readonly secrets: readonly Secret[];
  /** The API version of the engine: what is younger it would drop without a word. */
  readonly apiVersion: string;
}

/** Three lists, in parallel; configs and secrets are asked for only by a stack that uses some, and by name. */
export async function readCurrentStack(engine: Engine, desired: DesiredStack): Promise<CurrentStack> {
  const [services, nodes, networks, configs, secrets] = await Promise.all([
    engine.services.list(),
    engine.nodes.list(),
    engine.networks.list(),
    listNamed(engine.configs, desired.configs, desired.external.configs),
    listNamed(engine.secrets, desired.secrets, desired.external.secrets),
  ]);
  const isOurs = ({ Spec }: Service): boolean => Spec.Labels[STACK_LABEL] === desired.name;
  return {
    services: services.filter((service) => isOurs(service) && !isOneShot(service)),
    otherServices: services.filter((service) => !isOurs(service)),
    oneShots: services.filter((service) => isOurs(service) && isOneShot(service)),
    nodes,
    networks,
    configs,
    secrets,
    apiVersion: engine.apiVersion(),
  };
}

interface NamedObject {
  readonly spec: { readonly Name: string };
}

async function listNamed<T extends { readonly Spec: { readonly Name: string } }>(
  api: { list(filters: { readonly name: readonly string[] }): Promise<readonly T[]> },
  own: readonly NamedObject[],
  external: readonly ExternalObject[],
): Promise<readonly T[]> {
  const plain = own.map((object) => object.spec.Name);
  const foreign = new Set(external.map((object) => object.name));
  const names = new Set([...plain, ...foreign]);
  if (names.size === 0) return [];
  // The filter takes beginnings of names, so that it finds all versions.
  const found = await api.list({ name: [...names] });
  return found.filter(
    ({ Spec }) => foreign.has(Spec.Name) || plain.some((name) => isVersionOf(Spec.Name, name)),
  );
}
