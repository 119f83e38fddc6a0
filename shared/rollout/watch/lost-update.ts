import type { Service, Task } from '../../engine/objects.ts';
import { isComplete, type ServiceProgress } from './service-progress.ts';

/**
 * An update that the engine cannot end by itself: it waits without a limit for a task on a node that went down, and
 * takes the whole update back when that node returns and says that the task has ended (swarmkit, updater.go).
 */
export interface LostUpdate {
  readonly service: Service;
  /** The tasks it waits for. */
  readonly tasks: readonly Task[];
  /**
   * `settle`: no slot of the old spec is left, and it is enough that the engine forgets the update. `resume`: the
   * engine must begin anew with those that are left.
   */
  readonly way: 'settle' | 'resume';
}

/** `isSettled`: tasks whose update was ended before; what goes on since then does not wait for them. */
export function lostUpdate(
  service: Service,
  progress: ServiceProgress,
  isSettled: (task: Task) => boolean,
): LostUpdate | undefined {
  if (service.UpdateStatus?.State !== 'updating') return undefined;
  const lost = progress.lost.filter((task) => !isSettled(task));
  const waitedFor = isComplete(progress) ? lost : lost.filter(({ Status }) => Status.State !== 'running');
  if (waitedFor.length === 0) return undefined;
  return { service, tasks: waitedFor, way: progress.old.length === 0 ? 'settle' : 'resume' };
}
