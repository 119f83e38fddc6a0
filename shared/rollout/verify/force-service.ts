import type { Engine } from '../../engine/engine.ts';
import { isOutOfSequence } from '../../engine/engine-errors.ts';
import type { Service } from '../../engine/objects.ts';
import type { Clock } from '../watch/clock.ts';

const MOST_TRIES = 5;
const POLL_MS = 500;
const LONGEST_MS = 300_000;

/**
 * Starts all tasks of a service anew, from the spec it has and in the order that its update configuration says, and
 * waits until the engine has done so or has given up. Whether the service is well then is for another look.
 */
export async function forceService(
  engine: Engine,
  name: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const { ID: id } = await writeForce(engine, name);
  const until = clock.now() + LONGEST_MS;
  while (clock.now() < until) {
    await clock.sleep(POLL_MS, signal);
    signal.throwIfAborted();
    // The write took the former state away, so that any end is the end of this update.
    const state = (await engine.services.inspect(id)).UpdateStatus?.State ?? '';
    if (!['', 'updating', 'rollback_started'].includes(state)) return;
  }
}

/** The version of a service also moves by itself; only a write that was refused is repeated. */
async function writeForce(engine: Engine, name: string): Promise<Service> {
  for (let attempt = 1; ; attempt += 1) {
    const service = await engine.services.inspect(name);
    const { TaskTemplate: task } = service.Spec;
    const spec = { ...service.Spec, TaskTemplate: { ...task, ForceUpdate: (task.ForceUpdate ?? 0) + 1 } };
    try {
      await engine.services.update(service.ID, service.Version.Index, spec);
      return service;
    } catch (error) {
      if (!isOutOfSequence(error) || attempt === MOST_TRIES) throw error;
    }
  }
}
