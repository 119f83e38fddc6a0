import type { Task } from '../../engine/objects.ts';
import type { Verdict } from './judge-service.ts';
import { nodeNamer, type Observation } from './observation.ts';
import type { TaskMemory } from './task-memory.ts';
import type { WatchedService } from './watched-service.ts';

const ENGINE_STOP_GRACE_SECONDS = 10;
const NANOSECONDS_PER_SECOND = 1e9;

/** What nobody can see or mend from here, one line for each node: it keeps no service from being well. */
export function nodeWarnings(
  services: readonly WatchedService[],
  verdicts: ReadonlyMap<string, Verdict>,
  look: Observation,
): readonly string[] {
  const nodeName = nodeNamer(look);
  const unknown = keysByNode(services, (id) => verdicts.get(id)?.unknown ?? []);
  const kept = keysByNode(services, (id) => verdicts.get(id)?.keptByPause ?? []);
  return [
    ...[...unknown].map(
      ([node, keys]) =>
        `Node ${nodeName(node)} is down: what it ran of ${keys.join(', ')} cannot be known. If only its network is cut, tasks go on there and may answer in their old version.`,
    ),
    ...[...kept].map(
      ([node, keys]) =>
        `Node ${nodeName(node)} is paused, and Swarm leaves the old task of ${keys.join(', ')} on it as it is: it still answers. docker node update --availability active ${nodeName(node)} lets Swarm replace it.`,
    ),
  ];
}

function keysByNode(
  services: readonly WatchedService[],
  tasksOf: (id: string) => readonly Task[],
): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>();
  for (const { id, key } of services) {
    for (const node of new Set(tasksOf(id).map(({ NodeID }) => NodeID ?? ''))) {
      keys.set(node, [...(keys.get(node) ?? []), key]);
    }
  }
  return keys;
}

/** Old tasks that did not end when they were asked to, and what that means for the requests they had. */
export function killWarnings(
  services: readonly WatchedService[],
  memory: Pick<TaskMemory, 'killedOf'>,
): readonly string[] {
  return services.flatMap(({ id, key }) => {
    const killed = memory.killedOf(id);
    const [first] = killed;
    if (first === undefined) return [];
    const grace = first.Spec.ContainerSpec.StopGracePeriod;
    const seconds = grace === undefined ? ENGINE_STOP_GRACE_SECONDS : grace / NANOSECONDS_PER_SECOND;
    const tasks = killed.length === 1 ? '1 old task' : `${killed.length} old tasks`;
    const signal = first.Spec.ContainerSpec.StopSignal ?? 'SIGTERM';
    return [
      `${key}: ${tasks} did not end within stop_grace_period (${seconds} s) and ${killed.length === 1 ? 'was' : 'were'} killed (exit code 137), requests under way included. Let the program end on ${signal}; "init: true" helps one that gets no signals as process 1; or raise stop_grace_period.`,
    ];
  });
}
