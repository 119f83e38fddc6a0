import type { Task } from '../../engine/objects.ts';

/** Reasons for having no node that end by themselves when another task has left its own. */
const ENDS_WITH_LEAVING = /insufficient resources|host-mode port already in use|max replicas per node/;

/** Whether a pending task may still find a node, because another one is on its way out of the swarm. */
export function isBlockedByLeaving(task: Task, tasks: readonly Task[]): boolean {
  return ENDS_WITH_LEAVING.test(task.Status.Err ?? '') && tasks.some(isLeaving);
}

function isLeaving({ DesiredState, Status }: Task): boolean {
  return (DesiredState === 'shutdown' || DesiredState === 'remove') && Status.State === 'running';
}
