import type { Engine } from '../../engine/engine.ts';
import { withObjectIds } from '../plan/object-ids.ts';
import type { ServiceChange, ServiceCreation, ServiceUpdate } from '../plan/plan.ts';
import type { AppliedObjects } from './apply-objects.ts';
import { type ApplyOptions, applyStep } from './apply-step.ts';
import { writeService } from './write-service.ts';

export interface ServiceOptions extends ApplyOptions {
  /** The name of a network by what a spec calls it, the ones just made included. */
  readonly networkName: (target: string) => string;
}

type Written = ServiceCreation | ServiceUpdate;

/**
 * Writes the services of one wave, new ones before changed ones, and gives the engine ids of all by name, those that
 * stay as they are included: they get no call.
 */
export async function applyServices(
  engine: Engine,
  changes: readonly ServiceChange[],
  { objectIds }: Pick<AppliedObjects, 'objectIds'>,
  options: ServiceOptions,
): Promise<ReadonlyMap<string, string>> {
  const known = changes.flatMap((change) =>
    change.action === 'create' ? [] : [[change.name, change.current.ID] as const],
  );
  const write = async (part: readonly Written[]): Promise<readonly (readonly [string, string])[]> => {
    const ids = await applyStep(
      part.map((change) => ({
        name: `service ${change.name}`,
        write: () =>
          writeService(
            engine,
            { ...change, spec: withObjectIds(change.spec, objectIds) },
            options.networkName,
          ),
      })),
      options,
    );
    return part.map(({ name }) => [name, ids.get(`service ${name}`) ?? '']);
  };
  const created = await write(changes.filter((change) => change.action === 'create'));
  const updated = await write(changes.filter((change) => change.action === 'update'));
  return new Map([...known, ...created, ...updated]);
}
