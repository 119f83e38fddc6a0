import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../engine/engine.ts';
import { isNameConflict, isNotFound, isUncertainWrite } from '../../engine/engine-errors.ts';
import type { ServiceSpec } from '../../engine/specs.ts';

const MOST_TRIES = 4;
const PAUSE_MS = 1_000;

/**
 * Creates the service of a one-shot task and gives its id. When the answer got lost it is looked up by its name, and
 * created again only if it is not there; of creates of one name the engine carries out one, so that the program can
 * not run twice, even if the first arrives late.
 */
export async function createOneShot(engine: Engine, spec: ServiceSpec): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await engine.services.create(spec)).ID;
    } catch (error) {
      const arrived = attempt > 1 && isNameConflict(error);
      if (!arrived && !isUncertainWrite(error)) throw error;
      const id = await idOf(engine, spec.Name);
      if (id !== undefined) return id;
      if (attempt === MOST_TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

async function idOf(engine: Engine, name: string): Promise<string | undefined> {
  try {
    return (await engine.services.inspect(name)).ID;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
