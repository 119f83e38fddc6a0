import type { Engine } from '../../engine/engine.ts';
import { isNotFound } from '../../engine/engine-errors.ts';
import type { Task } from '../../engine/objects.ts';
import type { Mount, ServiceSpec } from '../../engine/specs.ts';

/**
 * Constraints that bring a task to the data of a service: a volume of the driver `local` is another one on each node,
 * and a backup of an empty one would succeed. Empty when it has none, or when no task of it runs anywhere.
 */
export async function constraintsToVolumes(engine: Engine, service: ServiceSpec): Promise<readonly string[]> {
  if (!(service.TaskTemplate.ContainerSpec.Mounts ?? []).some(isOfOneNode)) return [];
  const [task] = (await tasksOf(engine, service.Name)).toSorted((a, b) =>
    a.CreatedAt < b.CreatedAt ? 1 : -1,
  );
  return task?.NodeID === undefined ? [] : [`node.id==${task.NodeID}`];
}

function isOfOneNode({ Type, Source = '', VolumeOptions }: Mount): boolean {
  const { Name = '', Options = {} } = VolumeOptions?.DriverConfig ?? {};
  // With a device, the driver "local" mounts what may well be shared, NFS for instance.
  return Type === 'volume' && Source !== '' && (Name === '' || Name === 'local') && !Options['device'];
}

async function tasksOf(engine: Engine, service: string): Promise<readonly Task[]> {
  try {
    const tasks = await engine.tasks.list({ service: [service], 'desired-state': ['running'] });
    return tasks.filter(({ Status }) => Status.State === 'running');
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
