import type { Task } from '../../engine/objects.ts';
import { type Cause, causeText } from '../watch/cause.ts';
import { exitCodeText } from '../watch/exit-code.ts';
import { nodeNamer, type Observation } from '../watch/observation.ts';
import type { ServiceResult } from '../watch/service-result.ts';
import { placeOf } from '../watch/watched-service.ts';
import { confirmedCause } from './confirmed-cause.ts';
import type { Evidence } from './evidence.ts';
import { nextStep } from './next-steps.ts';

const LABEL_WIDTH = 10;
const HISTORY_LENGTH = 5;
const LONGEST_WORDS = 60;
const HEALTH_LINES = 5;
const NANO = 1e9;
const MEBIBYTE = 1024 ** 2;
const HAS_EXITED: ReadonlySet<string> = new Set(['complete', 'failed', 'shutdown']);
const KNOWN_ON_NODE: ReadonlySet<string> = new Set(['killed', 'unhealthy', 'stopped']);
/** States that tell something; the next try on its way tells nothing yet. */
const HISTORIC: ReadonlySet<string> = new Set([
  'running',
  'complete',
  'failed',
  'rejected',
  'shutdown',
  'orphaned',
]);

/** A failed service on one screen: what, where, in whose words, what happened before, what to do. */
export interface Diagnosis {
  /** One line that names the service; the annotation at the service's line in the stack file. */
  readonly headline: string;
  readonly details: readonly string[];
  readonly next: string;
}

export function diagnose(result: ServiceResult, look: Observation, evidence: Evidence): Diagnosis {
  const { service, progress, waitsFor } = result;
  const cause = result.cause && confirmedCause(result.cause, evidence);
  const task = cause?.task ?? waitsFor;
  const nodeName = nodeNamer(look);
  const details =
    task === undefined
      ? []
      : [
          ...taskDetails(task, nodeName),
          ...(cause?.kind === 'no-suitable-node' ? reservationLines(task) : []),
          ...healthLines(cause, task, evidence, nodeName),
          ...evidenceLines(evidence),
          ...history(task, look),
        ];
  if (cause === undefined) {
    const next = 'Raise "timeout" if it only needs longer; the swarm goes on by itself.';
    return { headline: `${service.key}: not as wanted in time: ${progress}`, details, next };
  }
  return {
    headline: `${service.key}: ${causeText(cause)}`,
    details,
    next: nextStep(cause.kind, evidence.registry ?? task?.Status.Err ?? ''),
  };
}

function taskDetails(task: Task, nodeName: (id: string) => string): readonly string[] {
  const node = task.NodeID === undefined ? 'no node yet' : `node ${nodeName(task.NodeID)}`;
  const place = task.Slot === undefined ? '' : `${placeOf(task)}, `;
  const { State, Err, ContainerStatus } = task.Status;
  const exitCode = HAS_EXITED.has(State) ? ContainerStatus?.ExitCode : undefined;
  return [
    labelled('task', `${task.ID.slice(0, 12)}, ${place}${node}, ${State}`),
    labelled('image', task.Spec.ContainerSpec.Image),
    ...(Err ? [labelled('engine', Err)] : []),
    ...(exitCode === undefined ? [] : [labelled('exit code', exitCodeText(exitCode))]),
  ];
}

/** The scheduler says that there is too little, and not of what. */
function reservationLines({ Spec }: Task): readonly string[] {
  const { NanoCPUs = 0, MemoryBytes = 0 } = Spec.Resources?.Reservations ?? {};
  const parts = [
    ...(NanoCPUs === 0 ? [] : [`cpus ${NanoCPUs / NANO}`]),
    ...(MemoryBytes === 0 ? [] : [`memory ${Math.ceil(MemoryBytes / MEBIBYTE)}M`]),
  ];
  return parts.length === 0 ? [] : [labelled('reserves', `${parts.join(' and ')} for each task`)];
}

/** What the checks printed is known to the engine of the task's node alone. */
function healthLines(
  cause: Cause | undefined,
  task: Task,
  { container }: Evidence,
  nodeName: (id: string) => string,
): readonly string[] {
  const last = container?.Health?.Log?.at(-1);
  if (last !== undefined) {
    const output = last.Output.trim().split('\n').slice(-HEALTH_LINES);
    return [
      labelled(
        'health',
        `${container?.Health?.Status}; the last check ended with ${exitCodeText(last.ExitCode)}:`,
      ),
      ...output.map((line) => `    | ${line}`),
    ];
  }
  const containerId = task.Status.ContainerStatus?.ContainerID;
  if (!cause || !KNOWN_ON_NODE.has(cause.kind) || containerId === undefined) return [];
  const what = cause.kind === 'killed' ? 'whether it ran out of memory' : 'what its health checks printed';
  const inspect = `docker inspect ${containerId.slice(0, 12)}`;
  return [labelled('unknown', `${what}; only node ${nodeName(task.NodeID ?? '-')} can tell: ${inspect}`)];
}

function evidenceLines({ log, logMissing, registry }: Evidence): readonly string[] {
  return [
    ...(registry === undefined ? [] : [labelled('registry', registry)]),
    ...(logMissing === undefined ? [] : [labelled('log', `not to be had: ${logMissing}`)]),
    ...(log.length === 0
      ? []
      : [labelled('log', log.length === 1 ? 'last line' : `last ${log.length} lines`)]),
    ...log.map((line) => `    | ${line.text}`),
  ];
}

/** The same place before: from when to when each try went, how and where it ended, and with which image. */
function history(task: Task, look: Observation): readonly string[] {
  const nodeName = nodeNamer(look);
  const tries = look.tasks
    .filter((other) => other.ServiceID === task.ServiceID && placeOf(other) === placeOf(task))
    .filter(({ Status, ID }) => ID === task.ID || HISTORIC.has(Status.State))
    .toSorted((a, b) => (a.CreatedAt < b.CreatedAt ? 1 : -1))
    .slice(0, HISTORY_LENGTH);
  if (tries.length < 2) return [];
  const rows = tries.map(({ CreatedAt, Status, Spec, NodeID }) => [
    `${timeOfDay(CreatedAt)} - ${timeOfDay(Status.Timestamp)}`,
    Status.State,
    nodeName(NodeID ?? '-'),
    Spec.ContainerSpec.Image.replace(/@sha256:.*/, ''),
    shortened(Status.Err || Status.Message || ''),
  ]);
  const title = `${placeOf(task)}, newest first, from creation to this state, in UTC`;
  return [labelled('history', title), ...aligned(rows)];
}

function timeOfDay(time: string): string {
  return time.slice(11, 19);
}

function shortened(words: string): string {
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}...` : words;
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `    ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

/** As it stands in the log. */
export function diagnosisLines({ headline, details, next }: Diagnosis): readonly string[] {
  return [headline, ...details, labelled('next', next)];
}
