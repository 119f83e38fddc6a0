import type { LogLine, Task } from '../../engine/objects.ts';
import type { CauseKind } from '../watch/cause.ts';

/**
 * `succeeded`: exit code 0. `failed`: another one, or nobody knows how it ended. `not-started`: nothing of the program
 * ran. `timed-out`: it was stopped.
 */
export type OneShotOutcome = 'succeeded' | 'failed' | 'timed-out' | 'not-started';

export interface OneShotResult {
  readonly outcome: OneShotOutcome;
  /** Absent when the program did not end by itself. */
  readonly exitCode?: number;
  /** The last thousand of its lines. */
  readonly lines: readonly LogLine[];
  /** Why lines may be missing. */
  readonly logMissing?: string;
  readonly task?: Task;
  /** Host name of the node it ran on. */
  readonly node?: string;
  /** Why it did not succeed, as a clause without the name of what ran. */
  readonly reason?: string;
  /** What the engine's words fall under, where they fall under anything. */
  readonly cause?: CauseKind;
  /** Name of the service that stays in the swarm, kept on purpose or because it could not be removed. */
  readonly left?: string;
}
