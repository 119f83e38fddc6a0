import type { ServiceSpec } from '../../engine/specs.ts';
import { effectText, shownFields } from './effect-text.ts';
import { type ObjectChange, objectChanges } from './object-changes.ts';
import { type Plan, type ServiceChange, writesNothing } from './plan.ts';
import { fieldText } from './value-text.ts';
import { wavesOf } from './waves.ts';

/** The plan as a person reads it in the log: what is made, what changes, which tasks restart and why. */
export function planLines(plan: Plan): readonly string[] {
  return [
    ...plan.networks.map((network) => `+ network ${network.body.Name}`),
    ...objectChanges(plan).map(objectLine),
    ...plan.services.flatMap(serviceLines),
    ...plan.removals.map(({ name }) => `- service ${name}`),
    ...plan.networkRemovals.map(({ name }) => `- network ${name}`),
    ...plan.notes.map((note) => `! ${note}`),
    ...orderLines(plan),
    writesNothing(plan) ? 'Nothing to write: the swarm holds what is wanted.' : totalsText(plan),
  ];
}

function objectLine({ kind, name, rotates, services }: ObjectChange): string {
  if (rotates === undefined) return `+ ${kind} ${name}`;
  return `+ ${kind} ${name}  (new content of ${rotates}, used by ${services.join(', ') || 'no service'})`;
}

function serviceLines(change: ServiceChange): readonly string[] {
  if (change.action === 'unchanged') return [`= service ${change.name}`];
  if (change.action === 'update') {
    const fields = shownFields(change).map((field) => `    ${fieldText(field)}`);
    return [`~ service ${change.name}  (${effectText(change)})`, ...fields];
  }
  const image = change.spec.TaskTemplate.ContainerSpec.Image;
  return [`+ service ${change.name}  ${image}  (${startsText(change.spec)})`];
}

/** What a new service starts. */
export function startsText({ Mode }: ServiceSpec): string {
  const count = Mode.Replicated?.Replicas ?? Mode.ReplicatedJob?.TotalCompletions ?? 1;
  if (Mode.Global !== undefined || Mode.GlobalJob !== undefined) return 'one task on every node';
  return `${count} ${count === 1 ? 'task' : 'tasks'}`;
}

/** In which order services are written, when there is one. */
function orderLines({ services }: Plan): readonly string[] {
  const waves = wavesOf(services)
    .map((wave) => wave.filter(({ action }) => action !== 'unchanged').map(({ name }) => name))
    .filter(({ length }) => length > 0);
  return waves.length < 2 ? [] : [`Order: ${waves.map((wave) => wave.join(', ')).join('; then ')}.`];
}

/** `1 service to create, 2 to update (4 tasks restart), 1 to remove, 5 unchanged.` */
export function totalsText({ services, removals }: Plan): string {
  const count = (action: ServiceChange['action']): number =>
    services.filter((change) => change.action === action).length;
  const restarting = services.reduce(
    (sum, change) => sum + (change.action === 'update' ? change.effect.replaced : 0),
    0,
  );
  const parts = [
    [count('create'), 'to create'],
    [
      count('update'),
      `to update${restarting === 0 ? '' : ` (${restarting} ${restarting === 1 ? 'task restarts' : 'tasks restart'})`}`,
    ],
    [removals.length, 'to remove'],
    [count('unchanged'), 'unchanged'],
  ] as const;
  const present = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return `Services: ${present.join(', ') || 'none'}.`;
}
