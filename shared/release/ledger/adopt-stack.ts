import type { Engine } from '../../engine/engine.ts';
import type { Ledger } from './ledger.ts';
import { type FoundStack, foundRelease } from './released-stack.ts';
import { withStoredObjects } from './with-stored-objects.ts';

export interface Adoption {
  readonly stack: string;
  /** The services of the stack and all networks of the swarm; of configs and secrets what is known. */
  readonly found: FoundStack;
  readonly networkName: (target: string) => string;
  /** RFC 3339. */
  readonly foundAt: string;
  /** Who made this run find it. */
  readonly actor?: string;
  readonly runUrl?: string;
}

/**
 * Records a stack that somebody else made as it was found, so that the first rollback has somewhere to go. For a stack
 * that runs and has no release yet; gives the number of the release.
 */
export async function adoptStack(engine: Engine, ledger: Ledger, adoption: Adoption): Promise<number> {
  const { stack, found, networkName, foundAt, actor, runUrl } = adoption;
  const released = await withStoredObjects(engine, foundRelease(stack, found, networkName));
  const record = {
    action: 'adopt',
    stack: released,
    origin: {
      ...(actor === undefined ? {} : { actor }),
      ...(runUrl === undefined ? {} : { runUrl }),
      approvals: [],
    },
    plan: { changes: 0, lines: [], json: '{}' },
    startedAt: foundAt,
  } as const;
  return ledger.begin(record, 0, { outcome: 'deployed', finishedAt: foundAt, seconds: 0 });
}
