import type { Engine } from '../../engine/engine.ts';
import type { Task } from '../../engine/objects.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Clock } from './clock.ts';
import { judgeService, type Verdict } from './judge-service.ts';
import type { Observation } from './observation.ts';
import { pauseUntilLook } from './pacing.ts';
import { type OutcomeWords, ProgressReporter } from './progress-reporter.ts';
import {
  type ConvergeResult,
  type Goal,
  isReached,
  isSettled,
  serviceResults,
  type TimedVerdict,
} from './service-result.ts';
import { settleLost } from './settle-lost.ts';
import { observeStack } from './stack-observer.ts';
import { TaskMemory } from './task-memory.ts';
import { untilAborted } from './until-aborted.ts';
import { killWarnings, nodeWarnings } from './watch-warnings.ts';
import type { WatchedService } from './watched-service.ts';

export interface WatchOptions {
  readonly stack: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: RolloutLog;
  readonly networkName: (target: string) => string;
  /** The stack's tasks before the first write; those of the first look when nothing is written. */
  readonly tasksBefore?: readonly Task[];
  /** End at the first failure, also while the engine takes an update back: somebody else brings back what ran before. */
  readonly impatient?: boolean;
  /** How the log says that a service ended, where the outcome's own word would mislead. */
  readonly outcomeWords?: OutcomeWords;
}

/** One watch over a whole rollout, however many waves it has. */
export interface StackWatch {
  /**
   * Watches until the goal is reached for every service, or one has failed for certain and no other is being rolled
   * back, or time is up, or the signal aborts. May be called again with more services, each for the first time right
   * after it was written; what was seen of the tasks before, and when it was, goes on counting.
   */
  until(services: readonly WatchedService[], goal: Goal, timeoutMs: number): Promise<ConvergeResult>;
  close(): void;
}

/**
 * Begins with the first call of `until`. Writes nothing, except to a service whose update the engine cannot end by
 * itself because a node went down: see `settleUpdate`.
 */
export function startWatch(engine: Engine, options: WatchOptions): StackWatch {
  const { clock, signal, log, networkName } = options;
  const observer = observeStack(engine, options);
  const reporter = new ProgressReporter(log, clock, options.outcomeWords);
  const verdicts = new Map<string, TimedVerdict>();
  const warnings = new Set<string>();
  const startedAt = clock.now();
  let memory = options.tasksBefore && new TaskMemory(options.tasksBefore, clock);
  let lastLook: Observation = { at: startedAt, isWhole: false, services: [], tasks: [], nodes: [] };

  const warn = (lines: readonly string[]): void => {
    for (const line of lines.filter((each) => !warnings.has(each))) {
      warnings.add(line);
      log.info(`          ${line}`);
    }
  };
  const look = async (ids: readonly string[], fully: boolean): Promise<TaskMemory | undefined> => {
    const seen = await untilAborted(observer.look(fully), signal);
    if (seen === undefined) return undefined;
    lastLook = seen;
    if (memory === undefined) {
      memory = new TaskMemory(seen.tasks, clock);
      memory.watch(ids);
    }
    memory.note(seen);
    return memory;
  };
  const judgeAll = (services: readonly WatchedService[], known: TaskMemory): void => {
    for (const service of services) {
      const before = verdicts.get(service.id);
      if (isFinal(before)) continue;
      const verdict = judgeService(service, lastLook, { memory: known, networkName });
      verdicts.set(service.id, timed(verdict, before, startedAt, lastLook.at));
    }
    reporter.report(services, verdicts);
    warn(nodeWarnings(services, verdicts, lastLook));
  };

  const until: StackWatch['until'] = async (services, goal, timeoutMs) => {
    const deadline = clock.now() + timeoutMs;
    const ids = services.map(({ id }) => id);
    const result = (unfinished: 'timed-out' | 'cancelled'): ConvergeResult => {
      if (memory !== undefined && goal === 'stable') warn(killWarnings(services, memory));
      const reached = isReached(services, verdicts, goal);
      const results = serviceResults(services, verdicts, goal, unfinished);
      return { reached, services: results, lastLook, warnings: [...warnings] };
    };
    memory?.watch(ids);
    for (let fully = true; ; ) {
      const known = await look(ids, fully);
      if (known === undefined) return result('cancelled');
      judgeAll(services, known);
      const settled = isSettled(services, verdicts, goal, !options.impatient);
      if ((settled && lastLook.isWhole) || lastLook.at >= deadline) return result('timed-out');
      const ended = await settleLost(engine, services, verdicts, known, { log, lastLook });
      fully = settled || ended;
      if (fully) continue;
      const moment = { now: clock.now(), deadline, lookedAt: lastLook.at };
      const pause = pauseUntilLook(services, verdicts, known, moment);
      await observer.pause(pause.length);
      fully = pause.isLast;
    }
  };
  return { until, close: observer.close };
}

/** A service that is well is judged again at each look, because it may still fail while others are waited for. */
function isFinal(verdict: TimedVerdict | undefined): boolean {
  return verdict?.outcome !== undefined && verdict.outcome !== 'deployed' && verdict.outcome !== 'unchanged';
}

function timed(
  verdict: Verdict,
  before: TimedVerdict | undefined,
  startedAt: number,
  at: number,
): TimedVerdict {
  const seconds = (time: number): number => (time - startedAt) / 1000;
  const same = before !== undefined && verdict.outcome !== undefined && before.outcome === verdict.outcome;
  return {
    ...verdict,
    seconds: same ? before.seconds : seconds(at),
    ...(verdict.ready && { runningAfterSeconds: before?.runningAfterSeconds ?? seconds(at) }),
    ...(verdict.suspect && { suspectSeconds: seconds(verdict.suspect.seenAt) }),
  };
}
