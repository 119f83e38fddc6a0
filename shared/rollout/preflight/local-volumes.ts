import type { DesiredService, DesiredStack } from '../../compose/desired-stack.ts';
import type { Mount } from '../../engine/specs.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';
import { fittingNodes, taskCount } from './fitting-nodes.ts';
import { isStartFirst } from './start-first.ts';

/** Named volumes that live on one node and are used as if the tasks shared them. */
export function localVolumes(
  { services }: DesiredStack,
  { nodes }: Pick<CurrentStack, 'nodes'>,
): readonly Finding[] {
  return services.flatMap((service) => {
    const volumes = (service.spec.TaskTemplate.ContainerSpec.Mounts ?? [])
      .filter(isLocalVolume)
      .map(({ Source = '' }) => Source);
    const reason =
      volumes.length === 0 ? undefined : reasonOf(service, fittingNodes(nodes, service.spec).length);
    if (reason === undefined) return [];
    const { key, spec, position } = service;
    return [
      {
        level: 'warning' as const,
        message: `${key}: ${volumes.join(', ')} ${volumes.length === 1 ? 'is a local volume' : 'are local volumes'}, ${reason.because}.`,
        fix: reason.fix,
        position,
        service: spec.Name,
      },
    ];
  });
}

function isLocalVolume({ Type, Source = '', ReadOnly, VolumeOptions }: Mount): boolean {
  const { Name = 'local', Options = {} } = VolumeOptions?.DriverConfig ?? {};
  // With a device, the driver "local" mounts what may well be shared, NFS for instance.
  return (
    Type === 'volume' && Source !== '' && !ReadOnly && (Name || 'local') === 'local' && !Options['device']
  );
}

function reasonOf(
  { spec }: DesiredService,
  nodes: number,
): { readonly because: string; readonly fix: string } | undefined {
  const count = taskCount(spec);
  if (count === 'every node' || count === 0) return undefined;
  if (count > 1 && nodes > 1) {
    return {
      because: `and its ${count} replicas run on several nodes, each with a volume and data of its own`,
      fix: 'Use one replica, a volume driver that shares, or a constraint that names one node.',
    };
  }
  if (!isStartFirst(spec)) return undefined;
  return {
    because:
      'and with order start-first the new task runs beside the old one: on the same node both write to it, on another one it finds an empty volume',
    fix: 'Use update_config.order: stop-first.',
  };
}
