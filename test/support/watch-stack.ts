import type { Engine } from '../../shared/engine/engine.ts';
import type { Task } from '../../shared/engine/objects.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import { comparableSpec } from '../../shared/rollout/plan/comparable-spec.ts';
import { STACK_LABEL } from '../../shared/rollout/plan/current-stack.ts';
import { systemClock } from '../../shared/rollout/watch/clock.ts';
import type { ConvergeResult, Goal } from '../../shared/rollout/watch/service-result.ts';
import { startWatch } from '../../shared/rollout/watch/stack-watch.ts';
import type { WatchedService } from '../../shared/rollout/watch/watched-service.ts';
import { POSITION } from './swarm-objects.ts';

const SHORT_WINDOW_MS = 2_000;
const DEADLINE_MS = 110_000;

export interface StackWatched extends ConvergeResult {
  readonly lines: readonly string[];
}

/** One service as a watch wants it; its networks, if any, go by their ids. */
export function watchedAs(
  id: string,
  spec: ServiceSpec,
  action: WatchedService['action'],
  changes: Partial<WatchedService> = {},
): WatchedService {
  return {
    id,
    key: spec.Name.replace(/^[^_]*_/, ''),
    name: spec.Name,
    position: POSITION,
    action,
    wanted: comparableSpec(spec, (target) => target),
    replacesTasks: false,
    stableForMs: SHORT_WINDOW_MS,
    ...changes,
  };
}

/** Watches services of a stack on a real engine; `tasksBefore` is what was there before they were written. */
export async function watchStack(
  engine: Engine,
  stack: string,
  services: readonly WatchedService[],
  tasksBefore: readonly Task[] = [],
  goal: Goal = 'stable',
): Promise<StackWatched> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const watch = startWatch(engine, {
    stack,
    clock: systemClock,
    signal: new AbortController().signal,
    log: { info: say, warning: say },
    networkName: (target) => target,
    tasksBefore,
  });
  try {
    return { ...(await watch.until(services, goal, DEADLINE_MS)), lines };
  } finally {
    watch.close();
  }
}

export function tasksOfStack(engine: Engine, stack: string): Promise<readonly Task[]> {
  return engine.tasks.list({ label: [`${STACK_LABEL}=${stack}`] });
}

/** Writes another spec to a service, whatever version it is at. */
export async function updateTo(engine: Engine, id: string, spec: ServiceSpec): Promise<void> {
  const { Version } = await engine.services.inspect(id);
  await engine.services.update(id, Version.Index, spec);
}
