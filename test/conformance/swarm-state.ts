import type { DesiredStack } from '../../shared/compose/desired-stack.ts';
import type { Service } from '../../shared/engine/objects.ts';
import type { ConfigSpec, SecretSpec, ServiceSpec } from '../../shared/engine/specs.ts';
import { withDigest } from '../../shared/release/secret-version.ts';
import type { CurrentStack } from '../../shared/rollout/plan/current-stack.ts';
import { withObjectIds } from '../../shared/rollout/plan/object-ids.ts';
import type { Plan } from '../../shared/rollout/plan/plan.ts';

const STACK_LABEL = 'com.docker.stack.namespace';
const VERSION = { Version: { Index: 10 }, CreatedAt: '', UpdatedAt: '' };

/** What a swarm holds between the deployments of a sequence; ids are made of names, as in the recordings. */
export class SwarmState {
  readonly services = new Map<string, ServiceSpec>();
  readonly #networks = new Set<string>();
  readonly #configs = new Map<string, ConfigSpec>();
  readonly #secrets = new Map<string, SecretSpec>();

  /** Sets fields of a service as somebody would by hand; a path is divided by `/` when it holds one, else by `.`. */
  preset({
    service,
    set,
  }: {
    readonly service: string;
    readonly set: Readonly<Record<string, unknown>>;
  }): void {
    const spec = structuredClone(this.services.get(service)) as unknown as Record<string, unknown>;
    for (const [path, value] of Object.entries(set)) {
      const keys = path.split(path.includes('/') ? '/' : '.');
      const last = keys.pop() ?? '';
      const inside = keys.reduce((object, key) => {
        object[key] ??= {};
        return object[key] as Record<string, unknown>;
      }, spec);
      inside[last] = value;
    }
    this.services.set(service, spec as unknown as ServiceSpec);
  }

  /** What a planner sees of it. */
  seenBy(desired: DesiredStack, hasExternal: boolean): CurrentStack {
    const external = hasExternal ? desired.external.networks.map(({ name }) => name) : [];
    const services = [...this.services].map(([name, Spec]) => ({
      ID: `service-id-${name}`,
      ...VERSION,
      Spec,
    }));
    const isOurs = ({ Spec }: Service): boolean => Spec.Labels[STACK_LABEL] === desired.name;
    return {
      services: services.filter(isOurs),
      otherServices: services.filter((service) => !isOurs(service)),
      oneShots: [],
      nodes: [],
      networks: [...this.#networks, ...external].map((Name) => ({
        Id: `network-id-${Name}`,
        Name,
        Scope: 'swarm',
        Driver: 'overlay',
        Labels: null,
      })),
      configs: [...this.#configs].map(([name, Spec]) => ({ ID: `config-id-${name}`, ...VERSION, Spec })),
      secrets: [...this.#secrets].map(([name, { Data: _kept, ...Spec }]) => ({
        ID: `secret-id-${name}`,
        ...VERSION,
        Spec,
      })),
      apiVersion: '1.41',
    };
  }

  /** Carries out a plan as the engine would. */
  apply(plan: Plan): void {
    for (const { body } of plan.networks) this.#networks.add(body.Name);
    for (const { spec } of plan.configs) this.#configs.set(spec.Name, spec);
    for (const { spec } of plan.secrets) this.#secrets.set(spec.Name, withDigest(spec));
    const ids = {
      configs: new Map([...this.#configs.keys()].map((name) => [name, `config-id-${name}`])),
      secrets: new Map([...this.#secrets.keys()].map((name) => [name, `secret-id-${name}`])),
    };
    for (const change of plan.services) {
      if (change.action !== 'unchanged') this.services.set(change.name, withObjectIds(change.spec, ids));
    }
  }
}
