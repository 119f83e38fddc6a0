import { isDeepStrictEqual } from 'node:util';
import type { Engine } from '../../engine/engine.ts';
import { isOutOfSequence, isUncertainWrite } from '../../engine/engine-errors.ts';
import type { Service } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import type { LostUpdate } from './lost-update.ts';

const MOST_TRIES = 5;
/** There for a moment only; a run that dies in this moment leaves it to the next plan, which takes it away. */
const RESUMED_LABEL = 'swarm-delivery.resumed';

/**
 * Ends an update that waits for a lost task. Writing the same spec again makes the engine forget the update, and with
 * it the spec it would go back to; no task restarts. To have an update begin anew the spec must differ, because the
 * engine lets a running updater of an equal spec be: a label comes and goes. Gives false when somebody else's write
 * came in between.
 */
export async function settleUpdate(engine: Engine, { service, way }: LostUpdate): Promise<boolean> {
  const { Spec: spec } = service;
  const labelled = { ...spec, Labels: { ...spec.Labels, [RESUMED_LABEL]: new Date().toISOString() } };
  const specs = way === 'settle' ? [spec] : [labelled, spec];
  let expected = spec;
  for (const next of specs) {
    if (!(await write(engine, service, expected, next))) return false;
    expected = next;
  }
  return true;
}

/** Written again as long as the service is as expected: its version also moves by itself while an update runs. */
async function write(
  engine: Engine,
  { ID: id }: Service,
  expected: ServiceSpec,
  next: ServiceSpec,
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const present = await engine.services.inspect(id);
    if (!isDeepStrictEqual(present.Spec, expected))
      return attempt > 1 && isDeepStrictEqual(present.Spec, next);
    try {
      await engine.services.update(id, present.Version.Index, next);
      return true;
    } catch (error) {
      const mayTryAgain = isOutOfSequence(error) || isUncertainWrite(error);
      if (!mayTryAgain || attempt === MOST_TRIES) throw error;
    }
  }
}
