import type { Service } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { comparableSpec } from '../plan/comparable-spec.ts';
import { fieldChanges } from '../plan/field-changes.ts';
import type { ServiceChange } from '../plan/plan.ts';

/** What becomes of one service that a rollout touched. */
export type RestoreStep =
  | { readonly kind: 'watch'; readonly change: ServiceChange }
  | { readonly kind: 'remove'; readonly service: Service }
  | { readonly kind: 'leave'; readonly why: string }
  | { readonly kind: 'nothing' };

export interface Specs {
  readonly same: (a: ServiceSpec, b: ServiceSpec) => boolean;
  readonly networkName: (target: string) => string;
}

/**
 * `before` is the service as it was before the rollout, `now` as it is; either may be absent. The recorded spec is sent
 * forward: the engine's own previous spec is not the last good one, and any other write destroys it.
 */
export function restoredService(
  change: ServiceChange,
  before: Service | undefined,
  now: Service | undefined,
  { same, networkName }: Specs,
): RestoreStep {
  const { key, name, position } = change;
  if (now === undefined) {
    return before === undefined
      ? { kind: 'nothing' }
      : { kind: 'leave', why: `${key}: somebody removed it while this run was at work.` };
  }
  const base = { key, name, position, dependsOn: [] };
  if (before !== undefined && same(now.Spec, before.Spec)) {
    return { kind: 'watch', change: { ...base, action: 'unchanged', spec: now.Spec, current: now } };
  }
  if (!same(now.Spec, change.spec)) {
    return { kind: 'leave', why: `${key}: somebody else changed it; it is left as they made it.` };
  }
  if (before === undefined) return { kind: 'remove', service: now };
  const fields = fieldChanges(
    comparableSpec(now.Spec, networkName),
    comparableSpec(before.Spec, networkName),
  );
  return {
    kind: 'watch',
    change: { ...base, action: 'update', spec: before.Spec, current: now, fields, restarts: 'all' },
  };
}
