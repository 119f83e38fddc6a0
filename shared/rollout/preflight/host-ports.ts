import type { DesiredService, DesiredStack } from '../../compose/desired-stack.ts';
import type { Node } from '../../engine/objects.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';
import { fittingNodes, taskCount } from './fitting-nodes.ts';
import { portsOfMode } from './published-ports.ts';
import { isStartFirst } from './start-first.ts';

/** Ports of the nodes themselves, of which each exists once on every node: too few nodes leave tasks pending for ever. */
export function hostPorts(
  { services }: DesiredStack,
  { nodes }: Pick<CurrentStack, 'nodes'>,
): readonly Finding[] {
  const publishers = services
    .map((service) => publisher(service, nodes))
    .filter(({ ports, tasks }) => ports.length > 0 && tasks > 0);
  return [
    ...publishers.flatMap(tooFewNodes),
    ...publishers.flatMap(noRoomToStartFirst),
    ...publishers.flatMap((each, at) =>
      publishers.slice(0, at).flatMap((other) => noRoomForBoth(each, other)),
    ),
  ];
}

interface Publisher {
  readonly service: DesiredService;
  readonly ports: readonly string[];
  readonly fitting: readonly Node[];
  readonly tasks: number;
}

function publisher(service: DesiredService, nodes: readonly Node[]): Publisher {
  const fitting = fittingNodes(nodes, service.spec);
  const count = taskCount(service.spec);
  return {
    service,
    ports: portsOfMode(service.spec.EndpointSpec?.Ports, 'host'),
    fitting,
    tasks: count === 'every node' ? fitting.length : count,
  };
}

function tooFewNodes({ service, ports, fitting, tasks }: Publisher): Finding[] {
  if (tasks <= fitting.length) return [];
  const message = `${tasks} replicas publish ${ports.join(', ')} in mode host, but ${fitting.length} nodes may take them, one each.`;
  return [finding(service, message, 'Lower replicas, use "mode: global", or publish in mode ingress.')];
}

/** The new task waits for the port, and the old one for the new task; the engine sees no failure in it. */
function noRoomToStartFirst({ service, ports, fitting, tasks }: Publisher): Finding[] {
  if (!isStartFirst(service.spec) || tasks < fitting.length) return [];
  const message = `order start-first never gets through with ${ports.join(', ')} in mode host on every node: the new task waits for the port of the old one.`;
  return [finding(service, message, 'Use update_config.order: stop-first.')];
}

function noRoomForBoth(one: Publisher, other: Publisher): Finding[] {
  const shared = one.ports.filter((port) => other.ports.includes(port));
  const nodes = new Set([...one.fitting, ...other.fitting]).size;
  if (shared.length === 0 || one.tasks + other.tasks <= nodes) return [];
  const message = `${shared.join(', ')} in mode host is published by ${other.service.key} too, and their ${one.tasks + other.tasks} tasks have ${nodes} nodes, one each.`;
  return [finding(one.service, message, 'Publish another port, or keep the two apart with constraints.')];
}

function finding({ key, spec, position }: DesiredService, message: string, fix: string): Finding {
  return { level: 'error', message: `${key}: ${message}`, fix, position, service: spec.Name };
}
