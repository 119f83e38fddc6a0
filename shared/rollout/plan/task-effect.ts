import type { Node } from '../../engine/objects.ts';
import type { ServiceMode, ServiceSpec } from '../../engine/specs.ts';
import { eligibleNodes, satisfies } from '../watch/eligible-nodes.ts';
import { isJob } from '../watch/watched-service.ts';
import type { Restarts } from './field-changes.ts';

/** How many tasks an update touches, counted by slots or, for services that run on every node, by nodes. */
export interface TaskEffect {
  /** Replaced by new ones; with `where-needed` at most this many. */
  readonly replaced: number;
  readonly added: number;
  readonly removed: number;
}

/**
 * The engine updates the slots that stay and then adds or takes away the others (swarmkit, replicated orchestrator),
 * so a service that is scaled down restarts only what is left of it. `restarts` is the widest of its changed fields.
 */
export function taskEffect(
  before: ServiceSpec,
  after: ServiceSpec,
  restarts: Restarts,
  nodes: readonly Node[],
): TaskEffect {
  if (isJob(after))
    return { replaced: restarts === 'none' ? 0 : runs(after.Mode, nodes), added: 0, removed: 0 };
  const [old, wanted] = [before, after].map((spec) => places(spec, nodes));
  const kept = [...(wanted ?? [])].filter((place) => old?.has(place)).length;
  const added = (wanted?.size ?? 0) - kept;
  const removed = (old?.size ?? 0) - kept;
  if (restarts === 'all') return { replaced: kept, added, removed };
  const mayMove = restarts === 'where-needed' && after.Mode.Replicated !== undefined;
  return { replaced: mayMove && losesNode(before, after, nodes) ? kept : 0, added, removed };
}

function runs({ ReplicatedJob }: ServiceMode, nodes: readonly Node[]): number {
  return ReplicatedJob === undefined ? nodes.length : (ReplicatedJob.TotalCompletions ?? 1);
}

/** Slots by number, or the nodes that take a task of a service that runs on every node. */
function places({ Mode, TaskTemplate }: ServiceSpec, nodes: readonly Node[]): ReadonlySet<string> {
  if (Mode.Replicated === undefined) {
    return new Set(eligibleNodes(nodes, TaskTemplate.Placement?.Constraints ?? []).map(({ ID }) => ID));
  }
  return new Set(Array.from({ length: Mode.Replicated.Replicas ?? 1 }, (_, slot) => String(slot)));
}

/** Whether a node that could hold a task until now cannot hold one any more. */
function losesNode(before: ServiceSpec, after: ServiceSpec, nodes: readonly Node[]): boolean {
  const fits = ({ TaskTemplate }: ServiceSpec, node: Node): boolean =>
    (TaskTemplate.Placement?.Constraints ?? []).every((constraint) => satisfies(node, constraint));
  return nodes.some((node) => fits(before, node) && !fits(after, node));
}
