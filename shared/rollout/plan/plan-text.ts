import type { Json } from './comparable-spec.ts';
import { type FieldChange, HIDDEN } from './field-changes.ts';
import { type Plan, type ServiceChange, writesNothing } from './plan.ts';
import { inStackFileWords } from './stack-file-words.ts';

const VALUE_LENGTH = 120;
/** Says the same as the image itself. */
const IMAGE_LABEL_PATH = 'Labels.com.docker.stack.image';

/** The plan as a person reads it in the log: what is made, what changes and why tasks restart. */
export function planLines(plan: Plan): readonly string[] {
  const lines = [
    ...plan.networks.map((network) => `+ network ${network.body.Name}`),
    ...plan.configs.map((config) => `+ config ${config.spec.Name}`),
    ...plan.secrets.map((secret) => `+ secret ${secret.spec.Name}`),
    ...plan.services.flatMap(serviceLines),
    ...plan.removals.map(({ name }) => `- service ${name}`),
    ...plan.networkRemovals.map(({ name }) => `- network ${name}`),
    ...plan.notes.map((note) => `! ${note}`),
  ];
  return writesNothing(plan)
    ? [...lines, 'Nothing to write: the swarm holds what the stack file says.']
    : lines;
}

function serviceLines(change: ServiceChange): readonly string[] {
  if (change.action === 'create')
    return [`+ service ${change.name}  ${change.spec.TaskTemplate.ContainerSpec.Image}`];
  if (change.action === 'unchanged') return [`= service ${change.name}`];
  const fields = change.fields.filter(({ path }) => path !== IMAGE_LABEL_PATH);
  return [`~ service ${change.name}  (${restartText(change.restarts)})`, ...fields.map(fieldLine)];
}

export function restartText(restarts: FieldChange['restarts']): string {
  if (restarts === 'all') return 'restarts its tasks';
  return restarts === 'none' ? 'no restart' : 'moves tasks whose node no longer fits';
}

function fieldLine({ path, before, after }: FieldChange): string {
  const change =
    before === HIDDEN && after === HIDDEN ? 'changed (value hidden)' : `${shown(before)} -> ${shown(after)}`;
  return `    ${inStackFileWords(path)}: ${change}`;
}

function shown(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}...` : text;
}

/** The plan for programs: sorted, without content of configs and secrets or values of variables. */
export function planJson(plan: Plan): string {
  return JSON.stringify({
    stack: plan.stack,
    networks: plan.networks.map((network) => network.body.Name).toSorted(),
    configs: plan.configs.map((config) => config.spec.Name).toSorted(),
    secrets: plan.secrets.map((secret) => secret.spec.Name).toSorted(),
    services: plan.services.map((change) => ({
      name: change.name,
      action: change.action,
      ...(change.action === 'update' ? { restarts: change.restarts, fields: change.fields } : {}),
    })),
    removals: plan.removals.map(({ name }) => name),
    networkRemovals: plan.networkRemovals.map(({ name }) => name),
    notes: plan.notes,
  });
}
