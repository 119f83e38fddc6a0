import { isDeepStrictEqual } from 'node:util';
import { createOnce } from '../../engine/create-once.ts';
import type { Engine } from '../../engine/engine.ts';
import { isNotFound, isOutOfSequence, isUncertainWrite } from '../../engine/engine-errors.ts';
import type { Service } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { comparableSpec } from '../plan/comparable-spec.ts';
import type { ServiceChange, ServiceCreation, ServiceUpdate } from '../plan/plan.ts';

const MOST_TRIES = 5;

export interface WriteOptions {
  readonly networkName: (target: string) => string;
  /** What is to be done about a service that somebody else changed since the plan was made. */
  readonly planAnew: (change: ServiceUpdate, found: Service) => ServiceChange;
}

/** A service once it is as its change says. */
export interface AppliedService {
  readonly id: string;
  /** As planned, or as planned anew because somebody else came in between. */
  readonly change: ServiceChange;
}

/** Creates or updates one service. A write is repeated only after a look showed that it is safe. */
export async function writeService(
  engine: Engine,
  change: ServiceCreation | ServiceUpdate,
  options: WriteOptions,
): Promise<AppliedService> {
  const { networkName } = options;
  const same = (a: ServiceSpec, b: ServiceSpec): boolean =>
    isDeepStrictEqual(comparableSpec(a, networkName), comparableSpec(b, networkName));
  if (change.action === 'create') return { id: await createService(engine, change.spec, same), change };
  return updateService(engine, change, same, options);
}

type Same = (a: ServiceSpec, b: ServiceSpec) => boolean;

async function createService(engine: Engine, spec: ServiceSpec, same: Same): Promise<string> {
  const { ID } = await createOnce(
    () => engine.services.create(spec),
    async () => {
      const found = await serviceNamed(engine, spec.Name);
      return found !== undefined && same(found.Spec, spec) ? found : undefined;
    },
  );
  return ID;
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
async function updateService(
  engine: Engine,
  planned: ServiceUpdate,
  same: Same,
  { planAnew }: WriteOptions,
): Promise<AppliedService> {
  const id = planned.current.ID;
  let change = planned;
  let version = planned.current.Version.Index;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await engine.services.update(id, version, change.spec);
      return { id, change };
    } catch (error) {
      if (!isOutOfSequence(error) && !isUncertainWrite(error)) throw error;
      const found = await engine.services.inspect(id);
      if (same(found.Spec, change.spec)) return { id, change };
      if (attempt === MOST_TRIES) throw error;
      version = found.Version.Index;
      if (same(found.Spec, change.current.Spec)) continue;
      const anew = planAnew(change, found);
      if (anew.action !== 'update') return { id, change: anew };
      change = anew;
    }
  }
}
