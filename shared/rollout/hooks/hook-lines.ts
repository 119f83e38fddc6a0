import type { Delivery } from '../../compose/delivery/delivery.ts';
import type { Hook } from '../../compose/delivery/hook.ts';
import { formatDuration } from '../../units/duration.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000;
const LONGEST_PROGRAM = 80;

/** What a plan says of the hooks: one line each, in the order in which they run. Variables are not shown. */
export function hookLines({ hooks }: Pick<Delivery, 'hooks'>): readonly string[] {
  return [...hooks.pre, ...hooks.post].map(lineOf);
}

function lineOf(hook: Hook): string {
  return [
    `${hook.phase} hook ${hook.name}`,
    `runs ${programOf(hook)} with what ${hook.service} has`,
    ...(hook.image === undefined ? [] : [`image ${hook.image}`]),
    `at most ${formatDuration(hook.timeoutMs * NANOSECONDS_PER_MILLISECOND)}`,
    ...(hook.ifChanged === undefined ? [] : [`if ${hook.ifChanged.join(' or ')} changes`]),
    ...(hook.ifPresent === undefined ? [] : [`if ${hook.ifPresent.join(' and ')} was there before`]),
  ].join(', ');
}

function programOf({ entrypoint = [], command = [] }: Hook): string {
  const words = [...entrypoint, ...command].join(' ').replace(/\s+/g, ' ').trim();
  if (words === '') return 'the program of its image';
  return `"${words.length > LONGEST_PROGRAM ? `${words.slice(0, LONGEST_PROGRAM - 1)}…` : words}"`;
}
