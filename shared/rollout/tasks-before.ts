import type { Engine } from '../engine/engine.ts';
import type { Task } from '../engine/objects.ts';
import { STACK_LABEL } from './plan/current-stack.ts';
import { type Plan, writesNothing } from './plan/plan.ts';

/** Only needed to tell new tasks from old ones, so not by a plan that writes nothing or finds nothing there. */
export async function readTasksBefore(engine: Engine, plan: Plan): Promise<readonly Task[] | undefined> {
  if (plan.services.every((service) => service.action === 'create')) return [];
  if (writesNothing(plan)) return undefined;
  return engine.tasks.list({ label: [`${STACK_LABEL}=${plan.stack}`] });
}
