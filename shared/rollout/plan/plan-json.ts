import { formatDuration } from '../../units/duration.ts';
import { updatePace } from './effect-text.ts';
import { objectChanges } from './object-changes.ts';
import { countChanges, type Plan, type ServiceChange } from './plan.ts';
import { inStackFileWords } from './service-fields.ts';

/** Counted up when a field changes its meaning or goes; a new field does not count. */
const VERSION = 1;

/**
 * The plan for programs, as the README of deploy-stack documents it: everything sorted by name, so that two plans of one
 * state are the same bytes; without content of configs and secrets, values of variables and other free text.
 */
export function planJson(plan: Plan): string {
  const objects = objectChanges(plan).map(({ kind, ...object }) => ({ kind, action: 'create', ...object }));
  const named = (name: string, action: 'create' | 'remove') => ({ name, action });
  return JSON.stringify({
    version: VERSION,
    stack: plan.stack,
    changes: countChanges(plan),
    services: [
      ...plan.services.map(serviceJson),
      ...plan.removals.map(({ name, current }) => ({
        ...named(name, 'remove'),
        image: current.Spec.TaskTemplate.ContainerSpec.Image,
      })),
    ],
    networks: [
      ...plan.networks.map(({ body }) => named(body.Name, 'create')),
      ...plan.networkRemovals.map(({ name }) => named(name, 'remove')),
    ].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    configs: objects.filter(({ kind }) => kind === 'config').map(({ kind: _kind, ...object }) => object),
    secrets: objects.filter(({ kind }) => kind === 'secret').map(({ kind: _kind, ...object }) => object),
    notes: plan.notes,
  });
}

function serviceJson(change: ServiceChange): object {
  const { name, key, action, spec, dependsOn } = change;
  const base = { name, key, action, image: spec.TaskTemplate.ContainerSpec.Image, dependsOn };
  if (change.action !== 'update') return base;
  const { Parallelism, Delay, Order } = updatePace(spec);
  return {
    ...base,
    restarts: change.restarts,
    tasks: change.effect,
    pace: { order: Order, parallelism: Parallelism, delay: formatDuration(Delay) },
    fields: change.fields.map(({ path, before, after, restarts }) => ({
      ...{ path, name: inStackFileWords(path) },
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      restarts,
    })),
  };
}
