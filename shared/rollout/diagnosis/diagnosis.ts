import type { Task } from '../../engine/objects.ts';
import type { ServiceResult } from '../watch/converge.ts';
import { nodeNamer } from '../watch/judge-service.ts';
import type { Observation } from '../watch/observation.ts';
import { placeOf } from '../watch/watched-service.ts';
import type { Evidence } from './evidence.ts';
import { nextStep } from './next-steps.ts';

const LABEL_WIDTH = 10;
const HISTORY_LENGTH = 5;

/** A failed service on one screen: what, where, in whose words, what happened before, what to do. */
export interface Diagnosis {
  /** One line that names the service; the annotation at the service's line in the stack file. */
  readonly headline: string;
  readonly details: readonly string[];
  readonly next: string;
}

export function diagnose(result: ServiceResult, look: Observation, evidence: Evidence): Diagnosis {
  const { cause, service, progress } = result;
  if (cause === undefined) {
    return {
      headline: `${service.key}: ${progress}`,
      details: [],
      next: 'Wait longer with "timeout", or see "docker service ps".',
    };
  }
  const { task } = cause;
  const nodeName = nodeNamer(look);
  const details =
    task === undefined
      ? []
      : [...taskDetails(task, nodeName), ...evidenceLines(evidence), ...history(task, look)];
  return {
    headline: `${service.key}: ${cause.headline}`,
    details,
    next: nextStep(cause.kind, task?.Status.Err ?? ''),
  };
}

function taskDetails(task: Task, nodeName: (id: string) => string): readonly string[] {
  const node = task.NodeID === undefined ? 'no node yet' : `node ${nodeName(task.NodeID)}`;
  const place = task.Slot === undefined ? '' : `${placeOf(task)}, `;
  return [
    labelled('task', `${task.ID.slice(0, 12)}, ${place}${node}, ${task.Status.State}`),
    labelled('image', task.Spec.ContainerSpec.Image),
    ...(task.Status.Err ? [labelled('engine', task.Status.Err)] : []),
  ];
}

function evidenceLines({ log, logMissing, registry }: Evidence): readonly string[] {
  return [
    ...(registry === undefined ? [] : [labelled('registry', registry)]),
    ...(logMissing === undefined ? [] : [labelled('log', `not to be had: ${logMissing}`)]),
    ...(log.length === 0
      ? []
      : [labelled('log', `${log.length} last ${log.length === 1 ? 'line' : 'lines'} of this task`)]),
    ...log.map((line) => `    | ${line.text}`),
  ];
}

/** The same place before: how often, where and how it ended. */
function history(task: Task, look: Observation): readonly string[] {
  const nodeName = nodeNamer(look);
  const earlier = look.tasks
    .filter((other) => other.ServiceID === task.ServiceID && placeOf(other) === placeOf(task))
    .toSorted((a, b) => (a.CreatedAt < b.CreatedAt ? 1 : -1))
    .slice(0, HISTORY_LENGTH);
  if (earlier.length < 2) return [];
  const lines = earlier.map((other) => {
    const words = other.Status.Err || other.Status.Message || '';
    return `    ${other.Status.Timestamp.slice(11, 19)}  ${other.Status.State.padEnd(9)} ${nodeName(other.NodeID ?? '-')}  ${words}`;
  });
  return [labelled('history', `${placeOf(task)}, newest first`), ...lines];
}

function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

/** As it stands in the log. */
export function diagnosisLines({ headline, details, next }: Diagnosis): readonly string[] {
  return [headline, ...details, labelled('next', next)];
}
