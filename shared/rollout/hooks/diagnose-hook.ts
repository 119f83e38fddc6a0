import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { nextStep } from '../diagnosis/next-steps.ts';
import type { OneShotResult } from '../one-shot/one-shot-result.ts';
import type { HookResult } from './run-hooks.ts';

const LAST_LINES = 30;
const LABEL_WIDTH = 10;

/** A hook that did not succeed, on one screen. What that means for the rollout is for the caller to say. */
export function diagnoseHook({ hook, result }: HookResult): Diagnosis {
  const { task, node, lines, left } = result;
  const shown = lines.slice(-LAST_LINES);
  const labelled = (label: string, text: string): string => `  ${label.padEnd(LABEL_WIDTH)}${text}`;
  return {
    headline: `${hook.phase} hook ${hook.name}: ${result.reason ?? result.outcome}`,
    details: [
      ...(task === undefined
        ? []
        : [
            labelled('task', `${task.ID.slice(0, 12)}, node ${node ?? '-'}, ${task.Status.State}`),
            labelled('image', task.Spec.ContainerSpec.Image),
          ]),
      ...(task?.Status.Err ? [labelled('engine', task.Status.Err)] : []),
      ...(shown.length === 0
        ? []
        : [labelled('log', shown.length === 1 ? 'last line' : `last ${shown.length} lines`)]),
      ...shown.map(({ text }) => `    | ${text}`),
      ...(left === undefined
        ? []
        : [labelled('left', `${left}: docker service ps --no-trunc ${left}; the next run removes it`)]),
    ],
    next: nextOf(result),
  };
}

function nextOf({ outcome, exitCode, cause, reason = '' }: OneShotResult): string {
  if (outcome === 'timed-out') return 'Raise the timeout of the hook if it only needs longer.';
  if (outcome === 'failed' && (cause === undefined || exitCode === undefined))
    return 'See what it left half-done before you run it again; a hook has to bear being run twice.';
  return cause === undefined
    ? 'Mend what the engine names, then run this step again.'
    : nextStep(cause, reason);
}
