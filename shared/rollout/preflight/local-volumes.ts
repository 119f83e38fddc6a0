import type { DesiredService, DesiredStack } from '../../compose/desired-stack.ts';
import type { Mount, ServiceSpec } from '../../engine/specs.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';
import { fittingNodes, taskCount } from './fitting-nodes.ts';
import { isStartFirst } from './start-first.ts';

interface Reason {
  /** A clause that follows the names of the volumes. */
  readonly because: string;
  readonly fix: string;
}

/**
 * Services that keep data in named volumes of one node, and run or are updated as if their tasks shared it or held
 * none. The order and number of what is replaced stay what the stack file says.
 */
export function localVolumes(
  { services }: DesiredStack,
  { nodes }: Pick<CurrentStack, 'nodes'>,
): readonly Finding[] {
  return services.flatMap((service) => {
    const { key, spec, position } = service;
    const volumes = (spec.TaskTemplate.ContainerSpec.Mounts ?? [])
      .filter(isLocalVolume)
      .map(({ Source = '' }) => Source);
    if (volumes.length === 0) return [];
    const what = `${volumes.join(', ')} ${volumes.length === 1 ? 'is a local volume' : 'are local volumes'}`;
    return reasonsOf(service, fittingNodes(nodes, spec).length).map(({ because, fix }) => ({
      level: 'warning' as const,
      message: `${key}: ${what}, ${because}.`,
      ...{ fix, position, service: spec.Name },
    }));
  });
}

function isLocalVolume({ Type, Source = '', ReadOnly, VolumeOptions }: Mount): boolean {
  const { Name = 'local', Options = {} } = VolumeOptions?.DriverConfig ?? {};
  // With a device, the driver "local" mounts what may well be shared, NFS for instance.
  return (
    Type === 'volume' && Source !== '' && !ReadOnly && (Name || 'local') === 'local' && !Options['device']
  );
}

function reasonsOf({ spec }: DesiredService, nodes: number): readonly Reason[] {
  const count = taskCount(spec);
  const tasks = count === 'every node' ? nodes : count;
  if (tasks === 0) return [];
  return [
    ...(count !== 'every node' && count > 1 && nodes > 1 ? [ownData(count)] : []),
    ...(isStartFirst(spec) ? [SIDE_BY_SIDE] : []),
    ...severalAtOnce(spec, tasks),
  ];
}

function ownData(replicas: number): Reason {
  return {
    because: `and its ${replicas} replicas run on several nodes, each with a volume and data of its own`,
    fix: 'Use one replica, a volume driver that shares, or a constraint that names one node.',
  };
}

const SIDE_BY_SIDE: Reason = {
  because:
    'and with order start-first the new task runs beside the old one: on the same node both write to it, on another one it finds an empty volume',
  fix: 'Use update_config.order: stop-first.',
};

/** Members of one store that are away together leave the others without a majority, or nobody at all. */
function severalAtOnce({ UpdateConfig }: ServiceSpec, tasks: number): readonly Reason[] {
  const parallelism = UpdateConfig?.Parallelism ?? 1;
  const together = parallelism === 0 ? tasks : Math.min(parallelism, tasks);
  if (together < 2) return [];
  return [
    {
      because: `and an update replaces ${together} of its ${tasks} tasks at the same time (parallelism ${parallelism})`,
      fix: 'Use update_config.parallelism: 1, so that one at a time is away.',
    },
  ];
}
