import type { Engine } from '../../engine/engine.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Verdict } from './judge-service.ts';
import type { LostUpdate } from './lost-update.ts';
import { nodeNamer, type Observation } from './observation.ts';
import { settleUpdate } from './settle-update.ts';
import type { TaskMemory } from './task-memory.ts';
import type { WatchedService } from './watched-service.ts';

/** Ends every update that waits for a lost task, and says so. Gives whether there was any: then all is to be looked at anew. */
export async function settleLost(
  engine: Engine,
  services: readonly WatchedService[],
  verdicts: ReadonlyMap<string, Verdict>,
  memory: TaskMemory,
  { log, lastLook }: { readonly log: RolloutLog; readonly lastLook: Observation },
): Promise<boolean> {
  const hanging = services.flatMap(({ id, key }) => {
    const lost = verdicts.get(id)?.outcome === undefined ? verdicts.get(id)?.lost : undefined;
    return lost === undefined ? [] : [{ key, lost }];
  });
  for (const { key, lost } of hanging) {
    log.info(`        ${key}: ${announcement(lost, lastLook)}`);
    if (await settleUpdate(engine, lost)) memory.settle(lost.tasks);
  }
  return hanging.length > 0;
}

function announcement({ tasks, way }: LostUpdate, look: Observation): string {
  const nodes = [...new Set(tasks.map(({ NodeID }) => nodeNamer(look)(NodeID ?? '')))].join(', ');
  const why = `the engine waits without end for a task on ${nodes}, which went down, and would take the update back when it returns`;
  return way === 'settle'
    ? `${why}. No old task is left: the same spec is written once more, which ends the update and restarts nothing.`
    : `${why}. The same spec is written once more, with a label that goes at once, so that the update goes on with the other slots.`;
}
