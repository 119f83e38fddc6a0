import type { Node, Service } from '../../engine/objects.ts';
import type { ServiceChange, ServiceUpdate } from '../plan/plan.ts';
import { planService } from '../plan/plan-service.ts';
import type { RolloutLog } from '../rollout-log.ts';

export interface PlanAnewOptions {
  readonly nodes: readonly Node[];
  readonly networkName: (target: string) => string;
  readonly keepReplicas: boolean;
  readonly log: RolloutLog;
  /** Hears what somebody else made of a service: that is what a restore has to bring back. */
  readonly onFound: (found: Service) => void;
}

/** Specs that were planned hold the ids they need. */
const NO_IDS = { configs: new Map<string, string>(), secrets: new Map<string, string>() };

/** Plans one service once more, from what somebody else made of it between plan and write, and says so. */
export function planAnew(
  { key, position, dependsOn, spec }: ServiceUpdate,
  found: Service,
  { nodes, networkName, keepReplicas, log, onFound }: PlanAnewOptions,
): ServiceChange {
  const planning = { ids: NO_IDS, nodes, networkName, keepReplicas, dependsOn };
  const change = planService({ key, position, spec }, found, planning);
  const what = change.action === 'update' ? change.fields.map(({ path }) => path).join(', ') : 'nothing';
  log.warning(`${key} was changed by somebody else after it was planned; planned anew, it changes ${what}.`);
  onFound(found);
  return change;
}
