import type { Engine } from '../../engine/engine.ts';
import { applyServices } from '../apply/apply-services.ts';
import { ApplyError } from '../apply/apply-step.ts';
import { removeObjects } from '../apply/remove-objects.ts';
import { STACK_LABEL } from '../plan/current-stack.ts';
import type { Plan } from '../plan/plan.ts';
import { networkNamer } from '../plan/plan-stack.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Clock } from '../watch/clock.ts';
import type { ServiceResult } from '../watch/service-result.ts';
import { startWatch } from '../watch/stack-watch.ts';
import { watchService } from '../watch/watched-service.ts';
import { type Holdings, type HoldingsBefore, planRestore, type RestorePlan } from './plan-restore.ts';
import { restoreLines } from './restore-text.ts';

export interface RestoreOptions {
  readonly clock: Clock;
  readonly log: RolloutLog;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly stableForMs?: number | undefined;
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
  before: HoldingsBefore,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const errors: unknown[] = [];
  const attempt = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) =>
      errors.push(...(error instanceof ApplyError ? error.errors : [error])),
    );
  };
  let restore: RestorePlan | undefined;
  let services: readonly ServiceResult[] = [];
  await attempt(
    readHoldings(engine, plan.stack).then((now) => {
      restore = planRestore(plan, before, now);
    }),
  );
  if (restore === undefined) return { complete: false, services, left: [], errors };
  for (const line of restoreLines(plan.stack, restore)) options.log.info(line);
  // First, because what is new may hold a port that the old services want back.
  await attempt(removeObjects(engine, 'service', restore.removals, options));
  await attempt(
    bringBack(engine, plan, restore, before, options).then((results) => {
      services = results;
    }),
  );
  await attempt(removeObjects(engine, 'network', restore.networks, options));
  const well = services.every(({ outcome }) => outcome === 'deployed' || outcome === 'unchanged');
  const { left } = restore;
  return { complete: well && left.length === 0 && errors.length === 0, services, left, errors };
}

async function readHoldings(engine: Engine, stack: string): Promise<Holdings> {
  const [services, networks] = await Promise.all([
    engine.services.list({ label: [`${STACK_LABEL}=${stack}`] }),
    engine.networks.list(),
  ]);
  return { services, networks };
}

async function bringBack(
  engine: Engine,
  plan: Plan,
  { services }: RestorePlan,
  before: HoldingsBefore,
  options: RestoreOptions,
): Promise<readonly ServiceResult[]> {
  if (services.length === 0) return [];
  const { stack, knownIds } = plan;
  const networkName = networkNamer(before.networks);
  const tasksBefore = await engine.tasks.list({ label: [`${STACK_LABEL}=${stack}`] });
  const ids = await applyServices(engine, services, { objectIds: knownIds }, { ...options, networkName });
  const watched = services.map((change) =>
    watchService(change, ids.get(change.name) ?? '', networkName, options.stableForMs),
  );
  const watch = startWatch(engine, { ...options, stack, networkName, tasksBefore });
  try {
    return (await watch.until(watched, 'stable', options.timeoutMs)).services;
  } finally {
    watch.close();
  }
}
