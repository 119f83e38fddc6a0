import type { DesiredService } from '../../compose/desired-stack.ts';
import type { Node, Service } from '../../engine/objects.ts';
import { isJob } from '../watch/watched-service.ts';
import { comparableSpec } from './comparable-spec.ts';
import { type FieldChange, fieldChanges, type Restarts } from './field-changes.ts';
import { keepReplicas } from './keep-replicas.ts';
import { type ObjectIds, withObjectIds } from './object-ids.ts';
import type { ServiceChange } from './plan.ts';
import { inStoredOrder } from './stored-order.ts';
import { type TaskEffect, taskEffect } from './task-effect.ts';

export interface ServicePlanning {
  readonly ids: ObjectIds;
  readonly nodes: readonly Node[];
  readonly networkName: (target: string) => string;
  readonly keepReplicas: boolean;
  readonly dependsOn: readonly string[];
}

/** What has to be done about one service; `current` is the one that has its name, if there is one. */
export function planService(
  { key, position, spec: desired }: DesiredService,
  current: Service | undefined,
  { ids, nodes, networkName, dependsOn, ...options }: ServicePlanning,
): ServiceChange {
  const wanted = withObjectIds(desired, ids);
  const base = { key, name: wanted.Name, position, dependsOn };
  if (current === undefined) return { action: 'create', ...base, spec: wanted };
  const { Spec: stored } = current;
  // The CLI keeps it too: how often somebody forced an update.
  const ForceUpdate = stored.TaskTemplate.ForceUpdate ?? 0;
  const forced = { ...wanted, TaskTemplate: { ...wanted.TaskTemplate, ForceUpdate } };
  const counted = options.keepReplicas ? keepReplicas(forced, stored) : forced;
  const before = comparableSpec(stored, networkName);
  const after = comparableSpec(counted, networkName);
  const differing = fieldChanges(before, after);
  if (differing.length === 0) return { action: 'unchanged', ...base, spec: counted, current };
  const spec = inStoredOrder(counted, after, before);
  const fields = spec === counted ? differing : fieldChanges(before, comparableSpec(spec, networkName));
  if (fields.length === 0) return { action: 'unchanged', ...base, spec, current };
  const widest = isJob(spec) ? 'all' : widestOf(fields);
  const effect = taskEffect(stored, spec, widest, nodes);
  return { action: 'update', ...base, spec, current, fields, restarts: narrowed(widest, effect), effect };
}

function widestOf(fields: readonly FieldChange[]): Restarts {
  const all = new Set(fields.map(({ restarts }) => restarts));
  if (all.has('all')) return 'all';
  return all.has('where-needed') ? 'where-needed' : 'none';
}

/** A constraint that every node satisfies which could hold a task moves none. */
function narrowed(restarts: Restarts, { replaced, added, removed }: TaskEffect): Restarts {
  return restarts === 'where-needed' && replaced + added + removed === 0 ? 'none' : restarts;
}
