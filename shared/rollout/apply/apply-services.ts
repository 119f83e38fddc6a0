import type { Engine } from '../../engine/engine.ts';
import { withObjectIds } from '../plan/object-ids.ts';
import type { ServiceChange, ServiceCreation, ServiceUpdate } from '../plan/plan.ts';
import type { AppliedObjects } from './apply-objects.ts';
import { type ApplyOptions, applyStep } from './apply-step.ts';
import { type AppliedService, type WriteOptions, writeService } from './write-service.ts';

/** Networks just made are among those that `networkName` knows. */
export type ServiceOptions = ApplyOptions & WriteOptions;

/**
 * Writes the services of one wave, new ones before changed ones. Gives all of them in the order given; those that stay
 * as they are get no call.
 */
export async function applyServices(
  engine: Engine,
  changes: readonly ServiceChange[],
  { objectIds }: Pick<AppliedObjects, 'objectIds'>,
  options: ServiceOptions,
): Promise<readonly AppliedService[]> {
  const wanted = changes.map((change) => ({ ...change, spec: withObjectIds(change.spec, objectIds) }));
  const write = (part: readonly (ServiceCreation | ServiceUpdate)[]) =>
    applyStep(
      part.map((change) => ({
        name: `service ${change.name}`,
        write: () => writeService(engine, change, options),
      })),
      options,
    );
  const created = await write(wanted.filter((change) => change.action === 'create'));
  const updated = await write(wanted.filter((change) => change.action === 'update'));
  const written = new Map([...created, ...updated]);
  return wanted.map((change) => {
    const present = change.action === 'create' ? '' : change.current.ID;
    return written.get(`service ${change.name}`) ?? { id: present, change };
  });
}
