import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readActionContract } from '../../scripts/action-contract.ts';
import { followLines } from './follow-lines.ts';
import { inputEnvironment, runnerEnvironment, stateEnvironment } from './runner-environment.ts';
import { collectTraces, makeRunnerFiles, type StepTraces } from './runner-files.ts';

const actions = resolve(import.meta.dirname, '../../actions');
const CANCELLATION = [
  { signal: 'SIGINT', graceMs: 7_500 },
  { signal: 'SIGTERM', graceMs: 2_500 },
  { signal: 'SIGKILL', graceMs: 0 },
] as const;

export interface ActionOptions {
  /** What the workflow writes under `with:`; defaults of action.yml are added. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The checkout the step runs in; an empty folder when absent. */
  readonly workspace?: string;
  /** What `runAction` gave as the state of the main step, for its post step. */
  readonly state?: Readonly<Record<string, string>>;
  /** `env:` of the step. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears each line of the log as the action prints it, the last one before the result is there. */
  readonly onLine?: (line: string) => void;
}

export interface ActionResult extends StepTraces {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly milliseconds: number;
}

export interface RunningAction {
  readonly result: Promise<ActionResult>;
  /** Resolves once the log holds the text; throws when the action ends without it. */
  readonly logged: (text: string) => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Cancels as the runner does: SIGINT, after 7.5 s SIGTERM, after 2.5 s more SIGKILL. */
  readonly cancel: () => Promise<ActionResult>;
}

/** Runs the bundle of `actions/<name>` (or of an action in any folder, by its path) to its end. */
export async function runAction(action: string, options: ActionOptions = {}): Promise<ActionResult> {
  return (await startAction(action, options)).result;
}

/** Runs what the runner starts when the job ends, however the main step ended. */
export async function runPostStep(action: string, options: ActionOptions): Promise<ActionResult> {
  return (await startEntry('post', action, options)).result;
}

/** Like `runAction`, with a hand on the running action, which dies with the process that started it. */
export function startAction(action: string, options: ActionOptions = {}): Promise<RunningAction> {
  return startEntry('main', action, options);
}

async function startEntry(
  entry: 'main' | 'post',
  action: string,
  options: ActionOptions,
): Promise<RunningAction> {
  const directory = resolve(actions, action);
  const { runs, inputs } = await readActionContract(directory);
  const files = await makeRunnerFiles(options.workspace);
  const log = await open(files.log, 'a');
  const startedAt = performance.now();
  const command = [process.execPath, join(directory, String(runs[entry]))];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    cwd: files.workspace,
    // One file for both, so that the log keeps the order of the lines.
    stdio: ['ignore', log.fd, log.fd],
    env: {
      ...runnerEnvironment(files),
      ...options.env,
      ...inputEnvironment(inputs, options.inputs ?? {}),
      ...stateEnvironment(options.state ?? {}),
    },
  });
  const exit = exitCodeOf(child);
  const followed = options.onLine === undefined ? undefined : followLines(files.log, options.onLine, exit);
  const result = exit.then(async (exitCode) => {
    const milliseconds = performance.now() - startedAt;
    await followed;
    await log.close();
    return { exitCode, milliseconds, ...(await collectTraces(files)) };
  });
  return {
    result,
    logged: (text) => waitForText(files.log, text, child, result),
    signal: (signal) => void child.kill(signal),
    cancel: () => cancel(child, result),
  };
}

function exitCodeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((settle, reject) => {
    child.once('error', reject);
    child.once('close', settle);
  });
}

async function cancel(child: ChildProcess, result: Promise<ActionResult>): Promise<ActionResult> {
  for (const { signal, graceMs } of CANCELLATION) {
    child.kill(signal);
    if (await endsWithin(result, graceMs)) break;
  }
  return result;
}

async function endsWithin(result: Promise<ActionResult>, graceMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(graceMs, false, { signal: timer.signal }).catch(() => false);
  const inTime = await Promise.race([result.then(() => true), late]);
  timer.abort();
  return inTime;
}

async function waitForText(
  file: string,
  text: string,
  child: ChildProcess,
  result: Promise<ActionResult>,
): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if ((await readFile(file, 'utf8')).includes(text)) return;
    await sleep(20);
  }
  const { log } = await result;
  if (!log.includes(text)) throw new Error(`The action ended without logging "${text}":\n${log}`);
}
