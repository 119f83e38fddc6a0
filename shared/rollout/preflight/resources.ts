import type { DesiredService, DesiredStack } from '../../compose/desired-stack.ts';
import type { Node } from '../../engine/objects.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';
import { fittingNodes, taskCount } from './fitting-nodes.ts';

const NANO = 1e9;
const MEBIBYTE = 1024 ** 2;

interface Kind {
  readonly name: 'memory' | 'cpus';
  readonly field: 'MemoryBytes' | 'NanoCPUs';
  readonly shown: (value: number) => string;
}

const KINDS: readonly Kind[] = [
  { name: 'memory', field: 'MemoryBytes', shown: (bytes) => `${Math.round(bytes / MEBIBYTE)}M` },
  { name: 'cpus', field: 'NanoCPUs', shown: (nano) => String(nano / NANO) },
];

/** Reservations that no node could hold even if it were empty, and limits below them. */
export function resources(
  { services }: DesiredStack,
  { nodes }: Pick<CurrentStack, 'nodes'>,
): readonly Finding[] {
  return services.flatMap((service) => [
    ...KINDS.flatMap((kind) => limitBelowReservation(service, kind)),
    ...tooLargeForAnyNode(service, fittingNodes(nodes, service.spec)),
  ]);
}

function limitBelowReservation({ key, spec, position }: DesiredService, kind: Kind): Finding[] {
  const { Limits, Reservations } = spec.TaskTemplate.Resources ?? {};
  const limit = Limits?.[kind.field] ?? 0;
  const reserved = Reservations?.[kind.field] ?? 0;
  if (limit === 0 || limit >= reserved) return [];
  return [
    {
      level: 'error',
      message: `${key}: deploy.resources limits ${kind.name} to ${kind.shown(limit)} and reserves ${kind.shown(reserved)}.`,
      fix: 'Reserve at most what the limit allows.',
      position,
      service: spec.Name,
    },
  ];
}

function tooLargeForAnyNode({ key, spec, position }: DesiredService, nodes: readonly Node[]): Finding[] {
  const { Reservations: wanted = {} } = spec.TaskTemplate.Resources ?? {};
  const kinds = KINDS.filter(({ field }) => (wanted[field] ?? 0) > 0);
  if (kinds.length === 0 || nodes.length === 0 || taskCount(spec) === 0) return [];
  const holds = (node: Node): boolean =>
    kinds.every(({ field }) => (wanted[field] ?? 0) <= capacity(node, field));
  if (nodes.some(holds)) return [];
  const asked = kinds.map(({ name, field, shown }) => `${name} ${shown(wanted[field] ?? 0)}`).join(' and ');
  const largest = kinds
    .map(({ name, field, shown }) => {
      const [node] = nodes.toSorted((a, b) => capacity(b, field) - capacity(a, field));
      return node && `${node.Description.Hostname} has ${name} ${shown(capacity(node, field))}`;
    })
    .join(', ');
  return [
    {
      level: 'error',
      message: `${key}: no node can hold deploy.resources.reservations (${asked}); the largest: ${largest}.`,
      fix: 'Lower the reservations, or add a larger node.',
      position,
      service: spec.Name,
    },
  ];
}

function capacity({ Description }: Node, field: Kind['field']): number {
  return Description.Resources?.[field] ?? Number.POSITIVE_INFINITY;
}
