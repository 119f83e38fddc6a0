import { isDeepStrictEqual } from 'node:util';
import type { Engine } from '../../engine/engine.ts';
import { isNotFound, isOutOfSequence, isUncertainWrite } from '../../engine/engine-errors.ts';
import type { Service } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { EngineError } from '../../errors/engine-error.ts';
import { comparableSpec } from '../plan/comparable-spec.ts';
import type { ServiceCreation, ServiceUpdate } from '../plan/plan.ts';

const MOST_TRIES = 5;

/** Creates or updates one service and gives its id. A write is repeated only after a look showed that it is safe. */
export function writeService(
  engine: Engine,
  change: ServiceCreation | ServiceUpdate,
  networkName: (target: string) => string,
): Promise<string> {
  const same = (a: ServiceSpec, b: ServiceSpec): boolean =>
    isDeepStrictEqual(comparableSpec(a, networkName), comparableSpec(b, networkName));
  return change.action === 'create'
    ? createService(engine, change.spec, same)
    : updateService(engine, change, same);
}

type Same = (a: ServiceSpec, b: ServiceSpec) => boolean;

async function createService(engine: Engine, spec: ServiceSpec, same: Same): Promise<string> {
  try {
    return (await engine.services.create(spec)).ID;
  } catch (error) {
    if (!isUncertainWrite(error)) throw error;
    const found = await serviceNamed(engine, spec.Name);
    if (found === undefined || !same(found.Spec, spec)) throw error;
    return found.ID;
  }
}

async function serviceNamed(engine: Engine, name: string): Promise<Service | undefined> {
  try {
    return await engine.services.inspect(name);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** A service's version also moves by itself while an earlier update runs; only another spec means another writer. */
async function updateService(engine: Engine, change: ServiceUpdate, same: Same): Promise<string> {
  const id = change.current.ID;
  let version = change.current.Version.Index;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await engine.services.update(id, version, change.spec);
      return id;
    } catch (error) {
      if (!isOutOfSequence(error) && !isUncertainWrite(error)) throw error;
      const found = await engine.services.inspect(id);
      if (same(found.Spec, change.spec)) return id;
      if (!same(found.Spec, change.current.Spec)) throw changedMeanwhile(change.name);
      if (attempt === MOST_TRIES) throw error;
      version = found.Version.Index;
    }
  }
}

function changedMeanwhile(name: string): EngineError {
  return new EngineError(
    `Service ${name} was changed by somebody else between plan and write; it is left as they made it.`,
    {
      hint: 'Run this step again: it plans from what is there then.',
    },
  );
}
