import type { Task } from '../../engine/objects.ts';
import { type ServiceProgress, staysWanted } from './service-progress.ts';

/** As in `1/3 running, slot 2 starting on e1, 1 old task still running, 1 stopping`. */
export function progressText(progress: ServiceProgress, nodeName: (id: string) => string): string {
  const finished = progress.done.filter((task) => task.Status.State === 'complete').length;
  const stopping = progress.old.filter((task) => !staysWanted(task)).length;
  const [next] = progress.coming;
  return [
    `${progress.done.length}/${progress.total} ${finished === 0 ? 'running' : 'running or finished'}`,
    ...(next === undefined ? [] : [comingText(next, nodeName)]),
    ...oldTasks(progress.old.length - stopping, 'still running'),
    ...oldTasks(stopping, 'stopping'),
  ].join(', ');
}

function oldTasks(count: number, state: string): readonly string[] {
  return count === 0 ? [] : [`${count} old ${count === 1 ? 'task' : 'tasks'} ${state}`];
}

function comingText(task: Task, nodeName: (id: string) => string): string {
  const place = task.Slot === undefined ? '' : `slot ${task.Slot} `;
  const node = task.NodeID === undefined ? '' : ` on ${nodeName(task.NodeID)}`;
  if (task.DesiredState === 'ready') return `${place}waits for its turn`;
  const words = task.Status.State === 'pending' && task.Status.Err ? `: ${task.Status.Err}` : '';
  return `${place}${task.Status.State}${node}${words}`;
}
