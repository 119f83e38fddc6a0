import type { Engine } from '../engine/engine.ts';
import { holderOf, type LeaseHolder } from './lease/lease-holder.ts';
import { leaseName } from './lease/lease-name.ts';
import { releasesOf } from './ledger/ledger.ts';
import { headsPrefix } from './ledger/ledger-names.ts';
import type { ReleaseEntry } from './ledger/release-entry.ts';

/** What the swarm keeps of a stack beside the stack itself. */
export interface Standing {
  /** Who changes the stack now, or died while changing it. */
  readonly holder?: LeaseHolder;
  /** Newest first. */
  readonly releases: readonly ReleaseEntry[];
}

/** One call. */
export async function readStanding(engine: Engine, stack: string): Promise<Standing> {
  const name = leaseName(stack);
  const configs = await engine.configs.list({ name: [name, headsPrefix(stack)] });
  const lease = configs.find(({ Spec }) => Spec.Name === name);
  return {
    ...(lease === undefined ? {} : { holder: holderOf(lease) }),
    releases: releasesOf(stack, configs),
  };
}
