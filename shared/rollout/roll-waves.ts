import type { DependencyCondition } from '../compose/desired-stack.ts';
import type { Engine } from '../engine/engine.ts';
import type { Node, Service, Task } from '../engine/objects.ts';
import type { AppliedObjects } from './apply/apply-objects.ts';
import { applyServices } from './apply/apply-services.ts';
import { planAnew } from './apply/plan-anew.ts';
import type { Plan, ServiceChange, ServiceUpdate } from './plan/plan.ts';
import { wavesOf } from './plan/waves.ts';
import type { RolloutOptions } from './roll-out.ts';
import type { ConvergeResult } from './watch/service-result.ts';
import { startWatch } from './watch/stack-watch.ts';
import { type WatchedService, watchService } from './watch/watched-service.ts';

export interface WaveOptions extends RolloutOptions {
  /** The name of a network by what a spec calls it. */
  readonly networkName: (target: string) => string;
  readonly nodes: readonly Node[];
  /** Hears what somebody else made of a service after it was planned. */
  readonly onFound: (found: Service) => void;
  /** What services that depend on a service, by its key, wait for. */
  readonly neededAs: ReadonlyMap<string, DependencyCondition>;
  /** The stack's tasks before the first write; absent when nothing will be written. */
  readonly tasksBefore?: readonly Task[];
}

/**
 * Writes the services wave by wave, each once those it depends on are ready, and watches until all of them, the
 * unchanged ones too, are proved to run. Ends with the first wave that fails; later ones are then never written.
 */
export async function rollWaves(
  engine: Engine,
  plan: Plan,
  objects: AppliedObjects,
  options: WaveOptions,
): Promise<ConvergeResult> {
  const { clock, networkName, timeoutMs, stableForMs, neededAs } = options;
  const deadline = clock.now() + timeoutMs;
  const watch = startWatch(engine, {
    ...options,
    stack: plan.stack,
    impatient: options.restoreTo !== undefined,
  });
  const watched: WatchedService[] = [];
  const applying = {
    ...options,
    planAnew: (change: ServiceUpdate, found: Service) => planAnew(change, found, options),
  };
  try {
    for (const wave of batches(plan.services, options.maxParallel)) {
      if (watched.length > 0) {
        const ready = await watch.until(watched, 'running', deadline - clock.now());
        if (!ready.reached) return ready;
      }
      for (const { id, change } of await applyServices(engine, wave, objects, applying))
        watched.push(watchService(change, id, networkName, stableForMs, neededAs.get(change.key)));
    }
    return await watch.until(watched, 'stable', deadline - clock.now());
  } finally {
    watch.close();
  }
}

/**
 * Waves, each of at most so many services that are written; unchanged ones count for nothing. What comes after the
 * last change needs no wave of its own.
 */
export function batches(
  services: readonly ServiceChange[],
  maxParallel: number | undefined,
): readonly (readonly ServiceChange[])[] {
  const waves = wavesOf(services).flatMap((wave) => {
    const changed = wave.filter(({ action }) => action !== 'unchanged');
    const unchanged = wave.filter(({ action }) => action === 'unchanged');
    const size = maxParallel ?? Math.max(1, changed.length);
    const parts: (readonly ServiceChange[])[] = [];
    for (let at = 0; at < changed.length; at += size) parts.push(changed.slice(at, at + size));
    const [first = [], ...others] = parts;
    return [[...unchanged, ...first], ...others];
  });
  const last = waves.findLastIndex((wave) => wave.some(({ action }) => action !== 'unchanged'));
  return [...waves.slice(0, Math.max(0, last)), waves.slice(Math.max(0, last)).flat()];
}
