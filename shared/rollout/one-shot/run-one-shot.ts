import type { Engine } from '../../engine/engine.ts';
import { isUncertainWrite } from '../../engine/engine-errors.ts';
import type { LogLine, Task } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { EngineError } from '../../errors/engine-error.ts';
import type { Clock } from '../watch/clock.ts';
import { createOneShot } from './create-one-shot.ts';
import { hasEnded, type OneShotVerdict } from './judge-one-shot.ts';
import { LastLines } from './last-lines.ts';
import type { OneShotResult } from './one-shot-result.ts';
import { type RemovalOptions, removeOneShot } from './remove-one-shot.ts';
import { TaskLog } from './task-log.ts';
import { watchOneShot } from './watch-one-shot.ts';

const MOST_LINES_KEPT = 1_000;

export interface OneShot {
  /** As `oneShotSpec` makes it; its name must be one that no other service ever had. */
  readonly spec: ServiceSpec;
  /** From the creation on, so that pulling the image counts. */
  readonly timeoutMs: number;
  /** Leaves the service of a program that failed in the swarm; one that still runs is removed all the same. */
  readonly keepOnFailure?: boolean;
}

export interface OneShotOptions {
  readonly clock: Clock;
  /** Stops the program and makes `runOneShot` reject with its reason. */
  readonly signal: AbortSignal;
  /** Every line the program writes, in order, soon after it is written. */
  readonly onLine?: (line: LogLine) => void;
  /** At each look, several a second, in words such as `preparing on node-2`. */
  readonly onLook?: (progress: string) => void;
}

/**
 * Runs a program once, as the task of a service of its own, and removes the service. Resolves with how it ended;
 * rejects with the signal's reason, or with an EngineError when it is unknown whether the service was created.
 */
export async function runOneShot(
  engine: Engine,
  { spec, timeoutMs, keepOnFailure = false }: OneShot,
  { clock, signal, onLine, onLook }: OneShotOptions,
): Promise<OneShotResult> {
  signal.throwIfAborted();
  const until = clock.now() + timeoutMs;
  const created = await createOrRefusal(engine, spec);
  if (created instanceof EngineError) return refused(created);
  const service = { ID: created, Spec: spec };
  const lines = new LastLines<LogLine>(MOST_LINES_KEPT);
  const log = new TaskLog(engine, {
    clock,
    onLine: (line) => {
      lines.add(line);
      onLine?.(line);
    },
    ...(onLook === undefined ? {} : { onLook }),
  });
  const see = (verdict: OneShotVerdict): void => {
    onLook?.(verdict.progress);
    if (verdict.task !== undefined && isRunning(verdict.task)) log.follow(verdict.task.ID);
  };
  try {
    const verdict = await watchOneShot(engine, { service, clock, until, signal, onLook: see });
    const logMissing = await finishLog(log, verdict, signal);
    signal.throwIfAborted();
    const { outcome = 'timed-out' } = verdict;
    const keep = keepOnFailure && (outcome === 'failed' || outcome === 'not-started');
    const looking = onLook === undefined ? {} : { onLook };
    const removed = !keep && (await isRemoved(engine, service, { clock, signal, ...looking }));
    await log.stop();
    signal.throwIfAborted();
    return {
      ...factsOf(verdict, timeoutMs),
      outcome,
      lines: lines.lines,
      ...(logMissing === undefined ? {} : { logMissing }),
      ...(removed ? {} : { left: spec.Name }),
    };
  } catch (error) {
    // The program must not go on unwatched. Who cancels waits for nothing, so neither does this.
    if (signal.aborted) await engine.services.remove(service.ID).catch(() => undefined);
    throw error;
  } finally {
    await log.stop();
  }
}

/** The engine's refusal says for certain that there is no service. */
async function createOrRefusal(engine: Engine, spec: ServiceSpec): Promise<string | EngineError> {
  try {
    return await createOneShot(engine, spec);
  } catch (error) {
    if (error instanceof EngineError && error.status !== undefined && !isUncertainWrite(error)) return error;
    throw error;
  }
}

function refused({ message, hint }: EngineError): OneShotResult {
  return { outcome: 'not-started', lines: [], reason: hint === undefined ? message : `${message} ${hint}` };
}

function isRunning({ Status }: Task): boolean {
  return Status.State === 'starting' || Status.State === 'running';
}

/** Of a program that is still to be stopped the log is followed until it is gone. */
async function finishLog(
  log: TaskLog,
  { task, outcome }: OneShotVerdict,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (task === undefined || outcome === 'not-started' || !hasEnded(task)) return undefined;
  return log.finish(task.ID, signal);
}

function factsOf(
  { task, node, outcome, exitCode, reason, cause, progress }: OneShotVerdict,
  timeoutMs: number,
): Partial<OneShotResult> {
  const late = `it had not ended after ${timeoutMs / 1000} s (${progress}) and was stopped`;
  const why = outcome === undefined ? late : reason;
  return {
    ...(task === undefined ? {} : { task }),
    ...(node === undefined ? {} : { node }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(why === undefined ? {} : { reason: why }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** How a program ended stays true when its service cannot be removed; the next run finds that. */
async function isRemoved(
  engine: Engine,
  service: { readonly ID: string; readonly Spec: ServiceSpec },
  options: RemovalOptions,
): Promise<boolean> {
  try {
    return await removeOneShot(engine, service, options);
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
