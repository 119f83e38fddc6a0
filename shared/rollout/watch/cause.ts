import type { Task } from '../../engine/objects.ts';
import type { ServiceSpec, TaskSpec } from '../../engine/specs.ts';
import { exitCodeText } from './exit-code.ts';

export type CauseKind =
  | 'image-missing'
  | 'mount-invalid'
  | 'start-impossible'
  | 'object-missing'
  | 'port-taken'
  | 'unhealthy'
  | 'killed'
  | 'out-of-memory'
  | 'crashed'
  | 'ended'
  | 'stopped'
  | 'rejected'
  | 'no-suitable-node'
  | 'update-stopped'
  | 'update-hangs'
  | 'stalled'
  | 'changed-by-others'
  | 'removed-by-others';

/** Why a service is not what it should be; `task` is the one that shows it. */
export interface Cause {
  readonly kind: CauseKind;
  /** One sentence for a person, without the service's name. */
  readonly headline: string;
  /** When it is certain only because it happened again: how often and where. */
  readonly often?: string;
  readonly task?: Task;
}

/** The whole sentence, as in `its program ends with exit code 1 (2 times in slot 1)`. */
export function causeText({ headline, often }: Cause): string {
  return often === undefined ? headline : `${headline} (${often})`;
}

interface Rule {
  readonly kind: CauseKind;
  readonly applies: RegExp;
  readonly headline: (task: Task, spec: ServiceSpec) => string;
}

/** Texts of engines 20.10 to 28.5, from the task's `Err`; the first that applies wins. */
const RULES: readonly Rule[] = [
  {
    kind: 'image-missing',
    applies: /No such image|manifest unknown|pull access denied/i,
    headline: (task) => `image not found: ${task.Spec.ContainerSpec.Image}`,
  },
  {
    kind: 'mount-invalid',
    applies: /invalid mount|mount source path|bind source path|error while mounting volume/i,
    headline: (task) => `a mount cannot be made: ${words(task)}`,
  },
  {
    kind: 'object-missing',
    applies: /unable to get (config|secret)|(config|secret) .*not found/i,
    headline: (task) => `a config or secret it uses is gone: ${words(task)}`,
  },
  {
    kind: 'port-taken',
    applies: /address already in use|port is already allocated/i,
    headline: (task) => takenPort(words(task)),
  },
  {
    kind: 'start-impossible',
    applies: /starting container failed|failed to create (shim )?task|OCI runtime create failed/i,
    headline: (task) => `its program cannot be started: ${startError(words(task))}`,
  },
  {
    kind: 'unhealthy',
    applies: /unhealthy container/i,
    headline: () => 'its health check fails',
  },
  {
    kind: 'killed',
    applies: /non-zero exit \(137\)/i,
    headline: (_task, spec) => `killed with SIGKILL (exit code 137)${memoryWords(spec)}`,
  },
];

/** Which rule a task that ended on its own falls under; `wasRunning`: it was healthy once, if it has a health check. */
export function causeOfEndedTask(task: Task, spec: ServiceSpec, wasRunning: boolean): Cause {
  const rule = RULES.find((candidate) => candidate.applies.test(task.Status.Err ?? ''));
  if (rule !== undefined) return { kind: rule.kind, headline: rule.headline(task, spec), task };
  if (task.Status.State === 'rejected') {
    return { kind: 'rejected', headline: `the node rejects the task: ${words(task)}`, task };
  }
  const exitCode = task.Status.ContainerStatus?.ExitCode ?? 0;
  if (task.Status.State === 'complete' || exitCode === 0) return endedCleanly(task, spec, wasRunning);
  return { kind: 'crashed', headline: `its program ends with exit code ${exitCodeText(exitCode)}`, task };
}

/** The engine gives no reason for a task that exits 0, not even when it was told to stop because it is unhealthy. */
function endedCleanly(task: Task, spec: ServiceSpec, wasRunning: boolean): Cause {
  const test = spec.TaskTemplate.ContainerSpec.Healthcheck?.Test?.[0] ?? 'NONE';
  if (test === 'NONE') {
    return { kind: 'ended', headline: 'its program ends by itself with exit code 0', task };
  }
  if (!wasRunning) {
    return { kind: 'unhealthy', headline: 'it never got healthy and stops with exit code 0', task };
  }
  const headline = 'it stops with exit code 0: its health check fails, or its program ends by itself';
  return { kind: 'stopped', headline, task };
}

/** The scheduler's own words, which are `no suitable node (insufficient resources on 3 nodes)`, without the first of them. */
export function causeOfPendingTask(task: Task): Cause {
  const reason = words(task).replace(/^no suitable node \((.*)\)$/, '$1');
  return { kind: 'no-suitable-node', headline: `no node can take it: ${reason}`, task };
}

const CERTAIN_AT_ONCE: ReadonlySet<CauseKind> = new Set([
  'image-missing',
  'mount-invalid',
  'start-impossible',
  'object-missing',
]);

/** How often one slot must fail like this before waiting longer is pointless. */
export function failuresUntilCertain(kind: CauseKind): number {
  return CERTAIN_AT_ONCE.has(kind) ? 1 : 2;
}

function words(task: Task): string {
  return task.Status.Err ?? task.Status.Message ?? 'the engine gives no reason';
}

/** The program and what is wrong with it, without the names of all that tried to start it. */
function startError(text: string): string {
  const [, program, reason] = /exec: "([^"]+)": (?:stat [^:]+: )?(.*?)(?:: unknown)?$/.exec(text) ?? [];
  return program === undefined ? text.replace(/^starting container failed: /, '') : `${program}: ${reason}`;
}

/** As in `listen tcp4 0.0.0.0:8091: bind: ...`; later engines write `failed to bind host port for 0.0.0.0:8091:...`. */
function takenPort(text: string): string {
  const port = /(?:0\.0\.0\.0|\[::\]):(\d+)/.exec(text)?.[1];
  return port === undefined
    ? `a port it publishes is taken on the node: ${text}`
    : `another program on the node has port ${port}, which it publishes`;
}

function memoryWords(spec: ServiceSpec): string {
  const limit = memoryLimit(spec.TaskTemplate);
  return limit === undefined ? '' : `; its memory limit is ${limit}`;
}

/** As in `64 MiB`; undefined where there is none. */
export function memoryLimit({ Resources }: TaskSpec): string | undefined {
  const bytes = Resources?.Limits?.MemoryBytes;
  return bytes ? `${Math.round(bytes / 1024 ** 2)} MiB` : undefined;
}
