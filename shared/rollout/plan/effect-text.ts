import type { ServiceSpec } from '../../engine/specs.ts';
import { formatDuration } from '../../units/duration.ts';
import { isJob } from '../watch/watched-service.ts';
import type { ServiceUpdate } from './plan.ts';
import { fieldName } from './value-text.ts';

/** Says the same as the image itself. */
const IMAGE_LABEL_PATH = 'Labels.com.docker.stack.image';
const MOST_REASONS = 6;

/** The fields worth a line of their own. */
export function shownFields({ fields }: ServiceUpdate): ServiceUpdate['fields'] {
  const imageChanges = fields.some(({ path }) => path === 'TaskTemplate.ContainerSpec.Image');
  return imageChanges ? fields.filter(({ path }) => path !== IMAGE_LABEL_PATH) : fields;
}

/** `restarts 3 tasks, one at a time, stop-first: image; 2 more tasks`: all that an update does to tasks, and why. */
export function effectText(update: ServiceUpdate): string {
  const why = reasons(update).join(', ');
  return [
    `${restartText(update)}${paceText(update)}${why === '' ? '' : `: ${why}`}`,
    ...scaleTexts(update),
  ].join('; ');
}

/** The same without the reasons, in our own words alone. */
export function tasksText(update: ServiceUpdate): string {
  return [`${restartText(update)}${paceText(update)}`, ...scaleTexts(update)].join('; ');
}

/** And in the fewest words, for a cell of a table. */
export function shortEffectText(update: ServiceUpdate): string {
  return [restartText(update), ...scaleTexts(update)].join('; ');
}

function restartText({ spec, restarts, effect }: ServiceUpdate): string {
  if (restarts === 'none') return 'no restart';
  if (isJob(spec)) return 'runs the job again';
  if (restarts === 'where-needed') return 'moves tasks whose node no longer fits';
  return effect.replaced === 0 ? 'no task to restart' : `restarts ${tasks(effect.replaced)}`;
}

function scaleTexts({ effect: { added, removed } }: ServiceUpdate): readonly string[] {
  return [
    ...(added === 0 ? [] : [`${added} more ${added === 1 ? 'task' : 'tasks'}`]),
    ...(removed === 0 ? [] : [`${tasks(removed)} fewer`]),
  ];
}

/** The fields that make tasks restart, as the stack file calls them. */
export function reasons(update: ServiceUpdate): readonly string[] {
  if (update.restarts === 'none') return [];
  const all = shownFields(update).filter(
    ({ restarts }) => restarts === update.restarts || isJob(update.spec),
  );
  const names = all.slice(0, MOST_REASONS).map(({ path }) => fieldName(path));
  return all.length > MOST_REASONS ? [...names, `${all.length - MOST_REASONS} more`] : names;
}

/** How the engine goes about it; what a spec leaves out is one task at a time, the old one stopped first. */
function paceText({ spec, restarts, effect: { replaced } }: ServiceUpdate): string {
  if (isJob(spec) || restarts === 'none' || replaced === 0) return '';
  const { Parallelism, Delay = 0, Order } = updatePace(spec);
  if (replaced === 1) return `, ${Order}`;
  const together = Parallelism === 0 || Parallelism >= replaced;
  const steps = together ? 'all at once' : `${Parallelism === 1 ? 'one' : Parallelism} at a time`;
  const apart = Delay > 0 && !together ? ` and ${formatDuration(Delay)} apart` : '';
  return `, ${steps}${apart}, ${Order}`;
}

/** What the engine goes by when it replaces tasks. */
export function updatePace({ UpdateConfig }: ServiceSpec): {
  readonly Parallelism: number;
  readonly Delay: number;
  readonly Order: string;
} {
  const { Parallelism = 1, Delay = 0, Order } = UpdateConfig ?? {};
  return { Parallelism, Delay, Order: Order || 'stop-first' };
}

function tasks(count: number): string {
  return `${count} ${count === 1 ? 'task' : 'tasks'}`;
}
