import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/objects.ts';
import type { RolloutLog } from '../rollout-log.ts';
import { isOneShot } from './one-shot-label.ts';
import { type RemovalOptions, removeOneShot } from './remove-one-shot.ts';

/** Of a stack's services. Who holds the stack's lease and runs none yet finds those of runs that died, and kept ones. */
export function leftOneShots(services: readonly Service[]): readonly Service[] {
  return services.filter(isOneShot);
}

/**
 * Removes them, all at once, and says so; a program that still runs is stopped, so that the next one does not work
 * beside it.
 */
export async function removeLeftOneShots(
  engine: Engine,
  left: readonly Service[],
  options: RemovalOptions & { readonly log: RolloutLog },
): Promise<void> {
  await Promise.all(
    left.map(async (service) => {
      options.log.info(`Removing ${service.Spec.Name}, which an earlier run left.`);
      if (!(await removeOneShot(engine, service, options)) && !options.signal.aborted)
        options.log.warning(
          `${service.Spec.Name} is removed, but its task has not ended: its node is down or slow, and the program may go on there.`,
        );
    }),
  );
}
