import type { Engine } from '../../engine/engine.ts';
import { isNotFound, isUncertainWrite } from '../../engine/engine-errors.ts';
import { EngineError } from '../../errors/engine-error.ts';
import type { Clock } from '../watch/clock.ts';
import { type ApplyOptions, applyStep } from './apply-step.ts';

const TRY_AGAIN_MS = 500;
/** Some times the grace of 10 s that the engine gives a task to end. */
const TASKS_END_WITHIN_MS = 60_000;

export interface RemoveOptions extends ApplyOptions {
  readonly clock: Clock;
}

export interface Removal {
  readonly name: string;
  readonly id: string;
}

type Kind = 'service' | 'network' | 'config' | 'secret';

/**
 * Removes objects of one kind at the same time; what is gone already is no failure. A network is gone when the last
 * task on it has ended: until then the engine refuses, or lists it still although the swarm has forgotten it, so that
 * a deployment right afterwards would take it for present. Throws ApplyError with whatever could not be removed.
 */
export async function removeObjects(
  engine: Engine,
  kind: Kind,
  removals: readonly Removal[],
  options: RemoveOptions,
): Promise<void> {
  const until = options.clock.now() + TASKS_END_WITHIN_MS;
  await applyStep(
    removals.map(({ name, id }) => ({
      name: `${kind} ${name}`,
      write: async () => {
        await remove(engine, kind, id, until, options);
        if (kind === 'network') await untilUnlisted(engine, id, until, options);
        return id;
      },
    })),
    options,
    'Removed',
  );
}

async function remove(
  engine: Engine,
  kind: Kind,
  id: string,
  until: number,
  { clock, signal }: RemoveOptions,
): Promise<void> {
  for (;;) {
    try {
      return await removal(engine, kind)(id);
    } catch (error) {
      if (isNotFound(error)) return;
      const again = isUncertainWrite(error) || (kind === 'network' && isInUse(error));
      if (!again || signal.aborted || clock.now() >= until) throw error;
      await clock.sleep(TRY_AGAIN_MS, signal);
    }
  }
}

async function untilUnlisted(
  engine: Engine,
  id: string,
  until: number,
  { clock, signal }: RemoveOptions,
): Promise<void> {
  while (!signal.aborted && clock.now() < until) {
    if ((await engine.networks.list({ id: [id] })).length === 0) return;
    await clock.sleep(TRY_AGAIN_MS, signal);
  }
}

function removal(engine: Engine, kind: Kind): (id: string) => Promise<void> {
  if (kind === 'service') return (id) => engine.services.remove(id);
  if (kind === 'network') return (id) => engine.networks.remove(id);
  return kind === 'config' ? (id) => engine.configs.remove(id) : (id) => engine.secrets.remove(id);
}

/** `network x is in use by task y`, or endpoints that are active on the manager itself. */
function isInUse(error: unknown): boolean {
  return error instanceof EngineError && /in use|active endpoints/.test(error.message);
}
