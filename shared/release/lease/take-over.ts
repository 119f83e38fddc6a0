import type { Config } from '../../engine/objects.ts';
import { holderOf, type LeaseOwner } from './lease-holder.ts';

/** What a run that wants the lease has seen of the one that has it. */
export interface HolderSeen {
  readonly config: Config;
  /** By the own clock: from the answer that showed this version first until the question that showed it last. */
  readonly unchangedForMs: number;
}

/**
 * Why the lease may be taken over, as the end of a sentence; undefined: its holder may be alive. A holder is dead when
 * it renewed nothing for a whole time to live while somebody watched: the times of runners and managers are never
 * compared, because swarms work with clocks that are up to an hour apart.
 */
export function takeOverReason(
  { config, unchangedForMs }: HolderSeen,
  owner: LeaseOwner,
  force: boolean,
): string | undefined {
  const holder = holderOf(config);
  if (isEarlierAttempt(holder, owner)) return 'it was an earlier attempt of this run, which has ended';
  if (unchangedForMs >= holder.timeToLiveMs)
    return `it has not renewed its lease for ${Math.round(unchangedForMs / 1000)} s`;
  return force ? 'as asked' : undefined;
}

/** GitHub begins an attempt only when all jobs of the one before have ended. */
function isEarlierAttempt(holder: LeaseOwner, owner: LeaseOwner): boolean {
  return (
    holder.runId !== undefined &&
    holder.runId === owner.runId &&
    holder.repository === owner.repository &&
    (holder.attempt ?? 1) < (owner.attempt ?? 1)
  );
}
