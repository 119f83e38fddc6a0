import type { Node, Service } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import type { ObjectIds } from '../plan/object-ids.ts';
import type { ServiceChange } from '../plan/plan.ts';
import { planService } from '../plan/plan-service.ts';

/** What becomes of one service that a rollout touched. */
export type RestoreStep =
  | { readonly kind: 'watch'; readonly change: ServiceChange }
  | { readonly kind: 'remove'; readonly service: Service }
  | { readonly kind: 'leave'; readonly why: string }
  | { readonly kind: 'nothing' };

export interface RestoreContext {
  readonly same: (a: ServiceSpec, b: ServiceSpec) => boolean;
  readonly networkName: (target: string) => string;
  readonly nodes: readonly Node[];
  readonly ids: ObjectIds;
}

/**
 * `before` is the spec from before the rollout, `now` the service as it is; either may be absent. The spec is sent
 * forward: the engine's own previous spec is not the last good one, and any other write destroys it.
 */
export function restoredService(
  change: ServiceChange,
  before: ServiceSpec | undefined,
  now: Service | undefined,
  { same, networkName, nodes, ids }: RestoreContext,
): RestoreStep {
  const { key, position } = change;
  if (now === undefined) {
    return before === undefined
      ? { kind: 'nothing' }
      : { kind: 'leave', why: `${key}: somebody removed it while this run was at work.` };
  }
  const asBefore = before !== undefined && same(now.Spec, before);
  if (asBefore && change.action === 'update' && isSameVersion(now, change.current))
    return { kind: 'nothing' };
  if (!asBefore && !same(now.Spec, change.spec)) {
    return { kind: 'leave', why: `${key}: somebody else changed it; it is left as they made it.` };
  }
  if (before === undefined) return { kind: 'remove', service: now };
  const planning = { ids, nodes, networkName, keepReplicas: false, dependsOn: [] };
  return { kind: 'watch', change: planService({ key, position, spec: before }, now, planning) };
}

/** Nobody has written it since, neither this run nor the engine. */
function isSameVersion(a: Service, b: Service): boolean {
  return a.Version.Index === b.Version.Index;
}
