import type { Node, Task, TaskState } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { type CauseKind, causeOfEndedTask, causeOfPendingTask } from '../watch/cause.ts';
import type { OneShotOutcome } from './one-shot-result.ts';

export interface OneShotLook {
  /** Of the service, by id; empty before the first task, and once somebody removed the service. */
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
}

/** Open while `outcome` is absent; a verdict with one does not change by waiting. */
export interface OneShotVerdict {
  /** As in `preparing on node-2`. */
  readonly progress: string;
  readonly task?: Task;
  /** Host name. */
  readonly node?: string;
  readonly outcome?: Exclude<OneShotOutcome, 'timed-out'>;
  readonly exitCode?: number;
  readonly reason?: string;
  /** What the engine's words fall under, where they fall under anything. */
  readonly cause?: CauseKind;
}

export interface OneShotJudgment {
  readonly spec: ServiceSpec;
  /** How long the scheduler has found no node. */
  readonly pendingMs: number;
  /** Whether an earlier look showed a task. */
  readonly hadTask: boolean;
  /** Whether Swarm wanted it to stop while it ran; some programs then end with exit code 0. */
  readonly toldToStop: boolean;
}

/** The scheduler's reasons pass within a fraction of a second after a manager restart; this long they do not. */
export const PENDING_CERTAIN_MS = 5_000;

/** Nothing of the program ran: there was no container, or nothing in it could be started. */
const BEFORE_START: ReadonlySet<CauseKind> = new Set([
  'image-missing',
  'mount-invalid',
  'object-missing',
  'start-impossible',
  'port-taken',
  'rejected',
]);

const UNKNOWN = 'how far it got is unknown';

const ENDED: ReadonlySet<TaskState> = new Set([
  'complete',
  'failed',
  'rejected',
  'shutdown',
  'remove',
  'orphaned',
]);

/** Whether the task will write nothing any more. */
export function hasEnded({ Status }: Task): boolean {
  return ENDED.has(Status.State);
}

/** Whether Swarm wants a running task to end, as on a node that is drained. */
export function isToldToStop({ Status, DesiredState }: Task): boolean {
  return Status.State === 'running' && DesiredState !== 'running';
}

/** What one look says of a one-shot task; the first task counts, should Swarm ever make another. */
export function judgeOneShot({ tasks, nodes }: OneShotLook, judgment: OneShotJudgment): OneShotVerdict {
  const [task] = tasks.toSorted((a, b) => (a.CreatedAt < b.CreatedAt ? -1 : 1));
  if (task === undefined) return withoutTask(judgment.hadTask);
  const host = nodes.find(({ ID }) => ID === task.NodeID);
  const node = host?.Description.Hostname ?? task.NodeID;
  const place = node === undefined ? '' : ` on ${node}`;
  const words = task.Status.State === 'pending' && task.Status.Err ? `: ${task.Status.Err}` : '';
  const facts = {
    progress: `${task.Status.State}${place}${words}`,
    task,
    ...(node === undefined ? {} : { node }),
  };
  if (hasEnded(task)) return { ...facts, ...endOf(task, judgment, place) };
  if (host?.Status.State === 'down') {
    const reason = `its node ${node} is lost: ${UNKNOWN}, and it may go on there`;
    return { ...facts, outcome: 'failed', reason };
  }
  if (task.Status.State === 'pending' && judgment.pendingMs >= PENDING_CERTAIN_MS) {
    const { kind, headline } = causeOfPendingTask(task);
    return { ...facts, outcome: 'not-started', reason: headline, cause: kind };
  }
  return facts;
}

function withoutTask(hadTask: boolean): OneShotVerdict {
  if (!hadTask) return { progress: 'waits for a task' };
  return {
    progress: 'removed',
    outcome: 'failed',
    reason: `somebody removed its service while it ran: ${UNKNOWN}`,
  };
}

function endOf(
  task: Task,
  { spec, toldToStop }: OneShotJudgment,
  place: string,
): Pick<OneShotVerdict, 'outcome' | 'exitCode' | 'reason' | 'cause'> {
  const { State: state, ContainerStatus: container } = task.Status;
  if (toldToStop || (state !== 'complete' && state !== 'failed' && state !== 'rejected')) {
    return { outcome: 'failed', reason: `Swarm stopped it${place} before it ended: ${UNKNOWN}` };
  }
  if (state === 'complete') return { outcome: 'succeeded', exitCode: container?.ExitCode ?? 0 };
  const cause = causeOfEndedTask(task, spec, false);
  if (BEFORE_START.has(cause.kind))
    return { outcome: 'not-started', reason: cause.headline, cause: cause.kind };
  const code = container?.ExitCode;
  return {
    outcome: 'failed',
    reason: cause.headline,
    cause: cause.kind,
    ...(code === undefined ? {} : { exitCode: code }),
  };
}
