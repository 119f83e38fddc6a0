import type { Engine } from '../../engine/engine.ts';
import { withConfigDigest } from '../../release/config-version.ts';
import { withDigest } from '../../release/secret-version.ts';
import { type ObjectIds, withObjectIds } from '../plan/object-ids.ts';
import type { Plan, ServiceChange } from '../plan/plan.ts';
import type { RolloutLog } from '../rollout-log.ts';
import { applyStepper } from './apply-step.ts';
import { createNamed, createNetwork } from './create-object.ts';
import { writeService } from './write-service.ts';

export interface ApplyOptions {
  readonly log: RolloutLog;
  /** Once aborted, nothing more is written. */
  readonly signal: AbortSignal;
  readonly networkName: (target: string) => string;
}

export interface AppliedPlan {
  /** Engine ids of all services of the plan, by name; those that were not written included. */
  readonly serviceIds: ReadonlyMap<string, string>;
  /** Ids of all configs and secrets the services use, the new ones included. */
  readonly objectIds: ObjectIds;
  /** Names of the networks made, by engine id. */
  readonly networkNames: ReadonlyMap<string, string>;
}

/**
 * Writes what the plan says and nothing else: networks, then configs and secrets, then services; in parallel
 * inside a step, as the connection allows. A failing step ends with ApplyError before the next one begins.
 */
export async function applyPlan(engine: Engine, plan: Plan, options: ApplyOptions): Promise<AppliedPlan> {
  const written: string[] = [];
  const step = applyStepper(written, options);
  const networks = await step(
    plan.networks,
    ({ body }) => `network ${body.Name}`,
    ({ body }) => createNetwork(engine, body),
  );
  const configs = await step(
    plan.configs,
    ({ spec }) => `config ${spec.Name}`,
    ({ spec }) =>
      createNamed(
        () => engine.configs.create(withConfigDigest(spec)),
        () => engine.configs.list({ name: [spec.Name] }),
        spec.Name,
      ),
  );
  const secrets = await step(
    plan.secrets,
    ({ spec }) => `secret ${spec.Name}`,
    ({ spec }) =>
      createNamed(
        () => engine.secrets.create(withDigest(spec)),
        () => engine.secrets.list({ name: [spec.Name] }),
        spec.Name,
      ),
  );
  const networkNames = new Map(networks.map((id, index) => [id, plan.networks[index]?.body.Name ?? id]));
  const networkName = (target: string): string => networkNames.get(target) ?? options.networkName(target);
  const ids = withNewIds(plan, configs, secrets);
  const changed = plan.services.filter((change) => change.action !== 'unchanged');
  const serviceIds = await step(
    changed,
    (change) => `service ${change.name}`,
    (change) => writeService(engine, { ...change, spec: withObjectIds(change.spec, ids) }, networkName),
  );
  return {
    serviceIds: new Map([
      ...knownServices(plan),
      ...changed.map(({ name }, at) => [name, serviceIds[at] ?? ''] as const),
    ]),
    objectIds: ids,
    networkNames,
  };
}

function withNewIds(plan: Plan, configs: readonly string[], secrets: readonly string[]): ObjectIds {
  return {
    configs: new Map([
      ...plan.knownIds.configs,
      ...plan.configs.map(({ spec }, at) => [spec.Name, configs[at] ?? ''] as const),
    ]),
    secrets: new Map([
      ...plan.knownIds.secrets,
      ...plan.secrets.map(({ spec }, at) => [spec.Name, secrets[at] ?? ''] as const),
    ]),
  };
}

function knownServices(plan: Plan): readonly (readonly [string, string])[] {
  return plan.services.flatMap((change: ServiceChange) =>
    change.action === 'create' ? [] : [[change.name, change.current.ID] as const],
  );
}
