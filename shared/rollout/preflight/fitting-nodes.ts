import type { Node } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { satisfies } from '../watch/eligible-nodes.ts';

/** The nodes that satisfy a service's constraints, whether they take tasks at this moment or not. */
export function fittingNodes(nodes: readonly Node[], { TaskTemplate }: ServiceSpec): readonly Node[] {
  const constraints = TaskTemplate.Placement?.Constraints ?? [];
  return nodes.filter((node) => constraints.every((constraint) => satisfies(node, constraint)));
}

/** How many tasks run at the same time, when that is a number; one for each node otherwise. */
export function taskCount({ Mode: mode }: ServiceSpec): number | 'every node' {
  if (mode.Replicated !== undefined) return mode.Replicated.Replicas ?? 1;
  return mode.ReplicatedJob === undefined ? 'every node' : (mode.ReplicatedJob.MaxConcurrent ?? 1);
}
