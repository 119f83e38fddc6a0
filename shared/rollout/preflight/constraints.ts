import type { DesiredService, DesiredStack } from '../../compose/desired-stack.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import { eligibleNodes } from '../watch/eligible-nodes.ts';
import type { Finding } from './finding.ts';
import { fittingNodes, taskCount } from './fitting-nodes.ts';

type Nodes = CurrentStack['nodes'];

/**
 * Services that no node can take. A node that is down or drained may come back, so that is for the operator to judge;
 * a global service without any node is what Swarm calls complete, and may be meant.
 */
export function constraints(
  { services }: DesiredStack,
  { nodes }: Pick<CurrentStack, 'nodes'>,
): readonly Finding[] {
  return services.flatMap((service) => noNode(service, nodes) ?? tooManyPerNode(service, nodes) ?? []);
}

function noNode({ key, spec, position }: DesiredService, nodes: Nodes): Finding | undefined {
  const wanted = spec.TaskTemplate.Placement?.Constraints ?? [];
  const count = taskCount(spec);
  if (wanted.length === 0 || count === 0) return undefined;
  const shown = wanted.map((constraint) => constraint.replaceAll(/\s+/g, ' ')).join(', ');
  const about = { position, service: spec.Name };
  if (fittingNodes(nodes, spec).length === 0) {
    return {
      level: count === 'every node' ? 'warning' : 'error',
      message: `${key}: no node satisfies deploy.placement.constraints (${shown}).`,
      fix: 'Compare them with "docker node inspect", or label a node: docker node update --label-add NAME=VALUE NODE',
      ...about,
    };
  }
  if (eligibleNodes(nodes, wanted).length > 0) return undefined;
  return {
    level: 'warning',
    message: `${key}: the nodes that satisfy deploy.placement.constraints (${shown}) are all down, drained or paused.`,
    fix: 'Bring one back: "docker node ls" shows them, "docker node update --availability active NODE" ends a drain.',
    ...about,
  };
}

function tooManyPerNode({ key, spec, position }: DesiredService, nodes: Nodes): Finding | undefined {
  const most = spec.TaskTemplate.Placement?.MaxReplicas ?? 0;
  const count = taskCount(spec);
  const fitting = fittingNodes(nodes, spec).length;
  if (most === 0 || count === 'every node' || count <= most * fitting) return undefined;
  return {
    level: 'error',
    message: `${key}: ${count} replicas do not fit on ${fitting} nodes with max_replicas_per_node ${most}.`,
    fix: `Lower replicas to ${most * fitting}, or raise max_replicas_per_node.`,
    position,
    service: spec.Name,
  };
}
