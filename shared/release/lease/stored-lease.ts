import type { Engine } from '../../engine/engine.ts';
import { isNotFound, isUncertainWrite } from '../../engine/engine-errors.ts';
import type { Config } from '../../engine/objects.ts';
import { leaseName } from './lease-name.ts';

/** The lease on a stack as the swarm has it now; managers ask their leader, so this is never an old answer. */
export async function readLease(engine: Engine, stack: string): Promise<Config | undefined> {
  const name = leaseName(stack);
  const found = await engine.configs.list({ name: [name] });
  return found.find(({ Spec }) => Spec.Name === name);
}

/**
 * Removes one lease and no other: one made anew has another ID. Of several who try, one gets true; so may a second one
 * whose answer got lost.
 */
export async function removeLease(engine: Engine, { ID }: Pick<Config, 'ID'>): Promise<boolean> {
  try {
    await engine.configs.remove(ID);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    if (!isUncertainWrite(error)) throw error;
    const left = await engine.configs.list({ id: [ID] });
    return left.length === 0;
  }
}
