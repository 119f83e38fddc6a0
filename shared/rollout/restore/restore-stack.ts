import type { Engine } from '../../engine/engine.ts';
import { EngineError } from '../../errors/engine-error.ts';
import { configsOf, secretsOf } from '../../release/ledger/released-spec.ts';
import { applyServices } from '../apply/apply-services.ts';
import { ApplyError } from '../apply/apply-step.ts';
import { removeObjects } from '../apply/remove-objects.ts';
import { STACK_LABEL } from '../plan/current-stack.ts';
import { type ObjectIds, objectIds } from '../plan/object-ids.ts';
import type { Plan, ServiceChange, ServiceUpdate } from '../plan/plan.ts';
import { networkNamer } from '../plan/plan-stack.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Clock } from '../watch/clock.ts';
import type { ServiceResult } from '../watch/service-result.ts';
import { startWatch } from '../watch/stack-watch.ts';
import { watchService } from '../watch/watched-service.ts';
import { type Holdings, planRestore, type RestoreTarget } from './plan-restore.ts';
import { restoreLines } from './restore-text.ts';

/** The new version was not deployed, after all. */
const AS_BEFORE = { deployed: 'runs as before', unchanged: 'runs as before' } as const;

export interface RestoreOptions {
  readonly clock: Clock;
  readonly log: RolloutLog;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly stableForMs: number | undefined;
}

export interface RestoreResult {
  /** Whether what ran before is proved to run again, and nothing new is left. */
  readonly complete: boolean;
  readonly services: readonly ServiceResult[];
  /** What stays although the rollout touched it, and why. */
  readonly left: readonly string[];
  readonly errors: readonly unknown[];
}

/**
 * Brings back what ran before a rollout, all services at the same time, and waits until that is true. Never throws:
 * whatever could not be restored is in the result.
 */
export async function restoreStack(
  engine: Engine,
  plan: Plan,
  before: RestoreTarget,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const errors: unknown[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      errors.push(...(error instanceof ApplyError ? error.errors : [error]));
      return undefined;
    }
  };
  const holdings = await attempt(() => readHoldings(engine, plan.stack, before));
  if (holdings === undefined) return { complete: false, services: [], left: [], errors };
  const restore = planRestore(plan, before, holdings.now, holdings.ids);
  for (const line of restoreLines(plan.stack, restore)) options.log.info(line);
  // First, because what is new may hold a port that the old services want back.
  await attempt(() => removeObjects(engine, 'service', restore.removals, options));
  const results = await attempt(() => bringBack(engine, plan.stack, restore.services, holdings, options));
  await attempt(() => removeObjects(engine, 'network', restore.networks, options));
  const services = results ?? [];
  const well = services.every(({ outcome }) => outcome === 'deployed' || outcome === 'unchanged');
  const { left } = restore;
  return { complete: well && left.length === 0 && errors.length === 0, services, left, errors };
}

interface NamedHoldings {
  readonly now: Holdings;
  /** Of the configs and secrets that the specs to bring back name. */
  readonly ids: ObjectIds;
}

async function readHoldings(engine: Engine, stack: string, { specs }: RestoreTarget): Promise<NamedHoldings> {
  const [configNames, secretNames] = [specs.flatMap(configsOf), specs.flatMap(secretsOf)];
  const [services, networks, nodes, configs, secrets] = await Promise.all([
    engine.services.list({ label: [`${STACK_LABEL}=${stack}`] }),
    engine.networks.list(),
    engine.nodes.list(),
    configNames.length === 0 ? [] : engine.configs.list({ name: configNames }),
    secretNames.length === 0 ? [] : engine.secrets.list({ name: secretNames }),
  ]);
  return { now: { services, networks, nodes }, ids: objectIds(configs, secrets) };
}

async function bringBack(
  engine: Engine,
  stack: string,
  services: readonly ServiceChange[],
  { now, ids }: NamedHoldings,
  options: RestoreOptions,
): Promise<readonly ServiceResult[]> {
  if (services.length === 0) return [];
  const networkName = networkNamer(now.networks);
  const tasksBefore = await engine.tasks.list({ label: [`${STACK_LABEL}=${stack}`] });
  const planAnew = (change: ServiceUpdate): never => {
    throw new EngineError(`Service ${change.name} was changed by somebody else while it was brought back.`, {
      hint: 'It is left as they made it.',
    });
  };
  const applying = { ...options, networkName, planAnew };
  const written = await applyServices(engine, services, { objectIds: ids }, applying);
  const watched = written.map(({ id, change }) => watchService(change, id, networkName, options.stableForMs));
  const watch = startWatch(engine, { ...options, stack, networkName, tasksBefore, outcomeWords: AS_BEFORE });
  try {
    return (await watch.until(watched, 'stable', options.timeoutMs)).services;
  } finally {
    watch.close();
  }
}
