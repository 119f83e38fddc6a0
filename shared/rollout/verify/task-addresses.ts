import type { Node, Task } from '../../engine/objects.ts';

/** A task of a service that may be found under its name. */
export interface TaskAddress {
  /** Without prefix. */
  readonly address: string;
  /** As in `web.2 on node e3`. */
  readonly words: string;
  readonly node: string;
  /** Whether it runs and is meant to go on; others are on their way in or out. */
  readonly lasting: boolean;
}

const ENDED: ReadonlySet<string> = new Set([
  'complete',
  'shutdown',
  'failed',
  'rejected',
  'remove',
  'orphaned',
]);

/** The addresses that the managers gave to a service's tasks on one network; tasks that have ended have none. */
export function taskAddresses(
  key: string,
  network: string,
  tasks: readonly Task[],
  nodes: readonly Node[],
): readonly TaskAddress[] {
  return tasks
    .filter(({ Status }) => !ENDED.has(Status.State))
    .flatMap((task) => {
      const attachment = task.NetworksAttachments?.find(({ Network }) => Network.Spec.Name === network);
      const host = nodes.find(({ ID }) => ID === task.NodeID)?.Description.Hostname ?? task.NodeID ?? '';
      const name = task.Slot === undefined ? key : `${key}.${task.Slot}`;
      return (attachment?.Addresses ?? []).map((address) => ({
        address: address.split('/', 1)[0] ?? address,
        words: `${name} on node ${host}`,
        node: host,
        lasting: task.Status.State === 'running' && task.DesiredState === 'running',
      }));
    });
}
