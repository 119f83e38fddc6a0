import type { DependencyCondition, DesiredService } from '../../compose/desired-stack.ts';
import type { Task } from '../../engine/objects.ts';
import type { ServiceProgress } from './service-progress.ts';
import { placeOf } from './watched-service.ts';

const STRICTEST_LAST: readonly DependencyCondition[] = [
  'service_started',
  'service_healthy',
  'service_completed_successfully',
];

/** What each service must have reached before others may be written: the strictest that any `depends_on` asks of it. */
export function neededConditions(
  services: readonly DesiredService[],
): ReadonlyMap<string, DependencyCondition> {
  const needed = new Map<string, DependencyCondition>();
  for (const { service, condition } of services.flatMap(({ dependsOn }) => dependsOn ?? [])) {
    const known = needed.get(service) ?? 'service_started';
    needed.set(
      service,
      STRICTEST_LAST.indexOf(condition) > STRICTEST_LAST.indexOf(known) ? condition : known,
    );
  }
  return needed;
}

/**
 * Whether services that depend on this one may be written. Swarm calls a task running once it is healthy, and starting
 * from just before its container starts until then. Old tasks that are still there keep nobody waiting.
 */
export function isReady(progress: ServiceProgress, neededAs: DependencyCondition): boolean {
  if (neededAs === 'service_completed_successfully') {
    return count(progress.done.filter(({ Status }) => Status.State === 'complete')) === progress.total;
  }
  const started =
    neededAs === 'service_started' ? progress.coming.filter(({ Status }) => Status.State === 'starting') : [];
  return count([...progress.done, ...started]) >= progress.total;
}

function count(tasks: readonly Task[]): number {
  return new Set(tasks.map(placeOf)).size;
}
