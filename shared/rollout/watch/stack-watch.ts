import type { Engine } from '../../engine/engine.ts';
import type { Task } from '../../engine/objects.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Clock } from './clock.ts';
import { judgeService } from './judge-service.ts';
import { type Observation, observeStack } from './observation.ts';
import { ProgressReporter } from './progress-reporter.ts';
import {
  type ConvergeResult,
  type Goal,
  isReached,
  isSettled,
  serviceResults,
  type TimedVerdict,
} from './service-result.ts';
import { TaskMemory } from './task-memory.ts';
import { untilAborted } from './until-aborted.ts';
import type { WatchedService } from './watched-service.ts';

const QUICKEST_POLL_MS = 200;
const SLOWEST_POLL_MS = 1_000;

export interface WatchOptions {
  readonly stack: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: RolloutLog;
  readonly networkName: (target: string) => string;
  /** The stack's tasks before the first write; those of the first look when nothing is written. */
  readonly tasksBefore?: readonly Task[];
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

/** Begins with the first call of `until`; makes no call by itself. */
export function startWatch(engine: Engine, options: WatchOptions): StackWatch {
  const { clock, signal, stack } = options;
  const reporter = new ProgressReporter(options.log, clock);
  const verdicts = new Map<string, TimedVerdict>();
  const startedAt = clock.now();
  let memory = options.tasksBefore && new TaskMemory(options.tasksBefore, clock);
  let lastLook: Observation = { at: startedAt, services: [], tasks: [], nodes: [] };

  const judgeAll = (services: readonly WatchedService[], look: Observation, known: TaskMemory): void => {
    for (const service of services) {
      const before = verdicts.get(service.id);
      if (isFinal(before)) continue;
      const verdict = judgeService(service, look, { memory: known, networkName: options.networkName });
      verdicts.set(service.id, timed(verdict, before, (look.at - startedAt) / 1000));
    }
  };

  const until: StackWatch['until'] = async (services, goal, timeoutMs) => {
    const deadline = clock.now() + timeoutMs;
    const ids = services.map(({ id }) => id);
    const result = (unfinished: 'timed-out' | 'cancelled'): ConvergeResult => ({
      reached: isReached(services, verdicts, goal),
      services: serviceResults(services, verdicts, goal, unfinished),
      lastLook,
      warnings: [],
    });
    memory?.watch(ids);
    for (let pollMs = QUICKEST_POLL_MS; ; ) {
      const look = await untilAborted(observeStack(engine, stack, clock), signal);
      if (look === undefined) return result('cancelled');
      lastLook = look;
      if (memory === undefined) {
        memory = new TaskMemory(look.tasks, clock);
        memory.watch(ids);
      }
      memory.note(look);
      judgeAll(services, look, memory);
      const changed = reporter.report(services, verdicts);
      if (isSettled(services, verdicts, goal) || look.at >= deadline) return result('timed-out');
      pollMs = changed ? QUICKEST_POLL_MS : Math.min(pollMs * 1.2, SLOWEST_POLL_MS);
      await clock.sleep(Math.max(pollMs, clock.now() - look.at), signal);
    }
  };
  return { until, close: () => undefined };
}

/** A service that is well is judged again at each look, because it may still fail while others are waited for. */
function isFinal(verdict: TimedVerdict | undefined): boolean {
  return verdict?.outcome !== undefined && verdict.outcome !== 'deployed' && verdict.outcome !== 'unchanged';
}

function timed(verdict: Omit<TimedVerdict, 'seconds'>, before: TimedVerdict | undefined, now: number) {
  const same = before !== undefined && verdict.outcome !== undefined && before.outcome === verdict.outcome;
  const running = verdict.ready ? (before?.runningAfterSeconds ?? now) : undefined;
  return {
    ...verdict,
    seconds: same ? before.seconds : now,
    ...(running === undefined ? {} : { runningAfterSeconds: running }),
  };
}
