import type { Engine } from '../../engine/engine.ts';
import { isNotFound } from '../../engine/engine-errors.ts';
import type { Task } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import type { Clock } from '../watch/clock.ts';

const POLL_MS = 100;
const DEFAULT_GRACE_MS = 10_000;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;
/** What stopping takes besides the grace period; Swarm waits about 3 s before it sends SIGTERM. */
const MARGIN_MS = 15_000;

export interface RemovalOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** At each look at what is left. */
  readonly onLook?: (progress: string) => void;
}

/**
 * Removes the service of a one-shot task and waits until its tasks are gone, because until then they hold its networks,
 * configs and secrets. A program that still runs gets its signal to stop, and its grace period. Resolves with whether
 * all are gone: one on a node that is down stays until the node comes back, and is not waited for.
 */
export async function removeOneShot(
  engine: Engine,
  service: { readonly ID: string; readonly Spec: ServiceSpec },
  { clock, signal, onLook }: RemovalOptions,
): Promise<boolean> {
  const [tasks, nodes] = await Promise.all([
    engine.tasks.list({ service: [service.ID] }),
    engine.nodes.list(),
  ]);
  await engine.services.remove(service.ID).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
  const down = new Set(nodes.filter(({ Status }) => Status.State === 'down').map(({ ID }) => ID));
  const reachable = tasks.filter(({ NodeID }) => NodeID === undefined || !down.has(NodeID));
  const until = clock.now() + graceMs(service.Spec) + MARGIN_MS;
  while (!signal.aborted && clock.now() < until) {
    if ((await remaining(engine, reachable)).length === 0) return reachable.length === tasks.length;
    onLook?.('being stopped and removed');
    await clock.sleep(POLL_MS, signal);
  }
  return false;
}

/** By id: a list of a removed service is empty although its tasks still are there. */
async function remaining(engine: Engine, tasks: readonly Task[]): Promise<readonly Task[]> {
  return tasks.length === 0 ? [] : engine.tasks.list({ id: tasks.map(({ ID }) => ID) });
}

function graceMs({ TaskTemplate: task }: ServiceSpec): number {
  const nanoseconds = task.ContainerSpec.StopGracePeriod;
  return nanoseconds === undefined ? DEFAULT_GRACE_MS : nanoseconds / NANOSECONDS_PER_MILLISECOND;
}
