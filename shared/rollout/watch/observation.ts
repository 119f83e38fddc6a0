import type { Engine } from '../../engine/engine.ts';
import type { Node, Service, Task } from '../../engine/objects.ts';
import { STACK_LABEL } from '../plan/current-stack.ts';
import type { Clock } from './clock.ts';

/** One look at a stack in the swarm; `at` is the clock's time when the look began. */
export interface Observation {
  readonly at: number;
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
}

/** Three lists in one round trip: managers send no events about tasks, so there is nothing better than to ask. */
export async function observeStack(engine: Engine, stack: string, clock: Clock): Promise<Observation> {
  const at = clock.now();
  const label = [`${STACK_LABEL}=${stack}`];
  const [services, tasks, nodes] = await Promise.all([
    engine.services.list({ label }),
    engine.tasks.list({ label }),
    engine.nodes.list(),
  ]);
  return { at, services, tasks, nodes };
}
