import type { CurrentStack } from '../../shared/rollout/plan/current-stack.ts';
import { planStack } from '../../shared/rollout/plan/plan-stack.ts';
import { readManyServices } from './many-services.ts';

/** Reads, converts and plans; throws unless every service of the plan is to be treated like this. */
export function planAll(
  text: string,
  tag: string,
  current: CurrentStack,
  action: 'unchanged' | 'update',
): void {
  const { services } = planStack(readManyServices(text, tag), current, {
    prune: false,
    keepReplicas: false,
  });
  const others = services.filter((change) => change.action !== action);
  const [other] = others;
  if (other === undefined && services.length === current.services.length) return;
  throw new Error(
    `${others.length} of ${services.length} services are not ${action}: ${other?.name} is ${other?.action}`,
  );
}
