import type { DesiredService } from '../../compose/desired-stack.ts';
import type { Service } from '../../engine/objects.ts';
import { comparableSpec } from './comparable-spec.ts';
import { fieldChanges, type Restarts } from './field-changes.ts';
import { keepReplicas } from './keep-replicas.ts';
import { type ObjectIds, withObjectIds } from './object-ids.ts';
import type { ServiceChange } from './plan.ts';

export interface ServicePlanning {
  readonly ids: ObjectIds;
  readonly networkName: (target: string) => string;
  readonly keepReplicas: boolean;
  readonly dependsOn: readonly string[];
}

/** What has to be done about one service; `current` is the one that has its name, if there is one. */
export function planService(
  { key, position, spec: desired }: DesiredService,
  current: Service | undefined,
  { ids, networkName, dependsOn, ...options }: ServicePlanning,
): ServiceChange {
  const wanted = withObjectIds(desired, ids);
  const base = { key, name: wanted.Name, position, dependsOn };
  if (current === undefined) return { action: 'create', ...base, spec: wanted };
  // The CLI keeps it too: how often somebody forced an update.
  const ForceUpdate = current.Spec.TaskTemplate.ForceUpdate ?? 0;
  const forced = { ...wanted, TaskTemplate: { ...wanted.TaskTemplate, ForceUpdate } };
  const spec = options.keepReplicas ? keepReplicas(forced, current.Spec) : forced;
  const fields = fieldChanges(comparableSpec(current.Spec, networkName), comparableSpec(spec, networkName));
  if (fields.length === 0) return { action: 'unchanged', ...base, spec, current };
  const restarts = widest(fields.map((field) => field.restarts));
  return { action: 'update', ...base, spec, current, fields, restarts };
}

function widest(all: readonly Restarts[]): Restarts {
  if (all.includes('all')) return 'all';
  return all.includes('where-needed') ? 'where-needed' : 'none';
}
