import type { Engine } from '../../engine/engine.ts';
import { holderOf } from './lease-holder.ts';
import { readLease, removeLease } from './stored-lease.ts';

/** What a process keeps in mind of its lease for the one that cleans up after it. */
export interface LeftLease {
  readonly stack: string;
  readonly ownerId: string;
}

/** Removes the lease that a process of this step left when it was killed; false when there is none, or not its own. */
export async function freeLeftLease(engine: Engine, { stack, ownerId }: LeftLease): Promise<boolean> {
  const config = await readLease(engine, stack);
  if (config === undefined || holderOf(config).id !== ownerId) return false;
  return removeLease(engine, config);
}
