import type { Engine } from '../../engine/engine.ts';
import { withConfigDigest } from '../../release/config-version.ts';
import { withDigest } from '../../release/secret-version.ts';
import type { ObjectIds } from '../plan/object-ids.ts';
import type { Plan } from '../plan/plan.ts';
import { type ApplyOptions, applyStep } from './apply-step.ts';
import { createNamed, createNetwork } from './create-object.ts';

/** What the services of a plan refer to, as it is once all of it exists. */
export interface AppliedObjects {
  /** Ids of all configs and secrets the services use, the new ones included. */
  readonly objectIds: ObjectIds;
  /** Names of the networks made, by engine id. */
  readonly networkNames: ReadonlyMap<string, string>;
}

/**
 * Makes the networks, configs and secrets that are missing, all at the same time: none refers to another. Throws
 * ApplyError when one cannot be made; the others are made all the same.
 */
export async function applyObjects(
  engine: Engine,
  plan: Pick<Plan, 'networks' | 'configs' | 'secrets' | 'knownIds'>,
  options: ApplyOptions,
): Promise<AppliedObjects> {
  const { networks, configs, secrets, knownIds } = plan;
  const ids = await applyStep(
    [
      ...networks.map(({ body }) => ({
        name: `network ${body.Name}`,
        write: () => createNetwork(engine, body),
      })),
      ...configs.map(({ spec }) => ({
        name: `config ${spec.Name}`,
        write: () => createNamed(engine.configs, withConfigDigest(spec)),
      })),
      ...secrets.map(({ spec }) => ({
        name: `secret ${spec.Name}`,
        write: () => createNamed(engine.secrets, withDigest(spec)),
      })),
    ],
    options,
  );
  const newIds = (kind: string, names: readonly string[]): readonly (readonly [string, string])[] =>
    names.map((name) => [name, ids.get(`${kind} ${name}`) ?? '']);
  const networkNames = newIds(
    'network',
    networks.map(({ body }) => body.Name),
  ).map(([name, id]) => [id, name] as const);
  return {
    objectIds: {
      configs: new Map([
        ...knownIds.configs,
        ...newIds(
          'config',
          configs.map(({ spec }) => spec.Name),
        ),
      ]),
      secrets: new Map([
        ...knownIds.secrets,
        ...newIds(
          'secret',
          secrets.map(({ spec }) => spec.Name),
        ),
      ]),
    },
    networkNames: new Map(networkNames),
  };
}
