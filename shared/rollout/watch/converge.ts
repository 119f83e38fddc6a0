import type { Engine } from '../../engine/engine.ts';
import type { Task } from '../../engine/objects.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Cause } from './cause.ts';
import type { Clock } from './clock.ts';
import { type JudgeContext, judgeService, type ServiceOutcome, type Verdict } from './judge-service.ts';
import { type Observation, observeStack } from './observation.ts';
import { ProgressReporter, type TimedVerdict } from './progress-reporter.ts';
import { TaskMemory } from './task-memory.ts';
import type { WatchedService } from './watched-service.ts';

const QUICKEST_POLL_MS = 200;
const SLOWEST_POLL_MS = 1_000;

export interface ConvergeOptions {
  readonly stack: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: RolloutLog;
  readonly networkName: (target: string) => string;
  /** The stack's tasks before the first write; those of the first look when nothing is written. */
  readonly tasksBefore?: readonly Task[];
}

export interface ServiceResult {
  readonly service: WatchedService;
  readonly outcome: ServiceOutcome;
  readonly progress: string;
  readonly cause?: Cause;
  /** A task that was not yet as it should be when the watch ended. */
  readonly waitsFor?: Task;
  /** Seconds from the start of the watch to the verdict. */
  readonly seconds: number;
}

export interface ConvergeResult {
  readonly services: readonly ServiceResult[];
  readonly lastLook: Observation;
}

/**
 * Watches until every service has a final verdict, or one has failed for certain and no other is being rolled
 * back, or time is up, or the signal aborts. Writes nothing.
 */
export async function converge(
  engine: Engine,
  services: readonly WatchedService[],
  options: ConvergeOptions,
): Promise<ConvergeResult> {
  const { clock, signal, stack } = options;
  const reporter = new ProgressReporter(options.log, clock);
  const verdicts = new Map<string, TimedVerdict>();
  const startedAt = clock.now();
  let memory: TaskMemory | undefined;
  let lastLook: Observation = { at: startedAt, services: [], tasks: [], nodes: [] };
  for (let pollMs = QUICKEST_POLL_MS; ; ) {
    const look = await untilAborted(observeStack(engine, stack, clock), signal);
    if (look === undefined) return { services: results(services, verdicts, 'cancelled'), lastLook };
    lastLook = look;
    memory ??= new TaskMemory(options.tasksBefore ?? look.tasks, clock);
    memory.note(look);
    judgeAll(services, look, { memory, networkName: options.networkName }, verdicts, startedAt);
    const changed = reporter.report(services, verdicts);
    if (isSettled(services, verdicts) || look.at - startedAt >= options.timeoutMs) {
      return { services: results(services, verdicts, 'timed-out'), lastLook };
    }
    pollMs = changed ? QUICKEST_POLL_MS : Math.min(pollMs * 1.2, SLOWEST_POLL_MS);
    await clock.sleep(Math.max(pollMs, clock.now() - look.at), signal);
  }
}

/** The runner kills a cancelled step within 10 s, so an answer that is still on its way is not waited for. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  promise.catch(() => undefined);
  if (signal.aborted) return undefined;
  const aborted = Promise.withResolvers<undefined>();
  const abort = (): void => aborted.resolve(undefined);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function judgeAll(
  services: readonly WatchedService[],
  look: Observation,
  context: JudgeContext,
  verdicts: Map<string, TimedVerdict>,
  startedAt: number,
): void {
  for (const service of services) {
    const known = verdicts.get(service.id);
    if (known?.outcome !== undefined && known.outcome !== 'deployed' && known.outcome !== 'unchanged')
      continue;
    const verdict = judgeService(service, look, context);
    const sameAsBefore = known !== undefined && known.outcome === verdict.outcome;
    verdicts.set(service.id, {
      ...verdict,
      seconds: sameAsBefore && verdict.outcome !== undefined ? known.seconds : (look.at - startedAt) / 1000,
    });
  }
}

/** A service that is well is judged again at each look, because it may still fail while others are waited for. */
function isSettled(services: readonly WatchedService[], verdicts: ReadonlyMap<string, Verdict>): boolean {
  const all = services.map((service) => verdicts.get(service.id));
  if (all.some((verdict) => verdict?.rollingBack)) return false;
  const failed = all.some((verdict) => verdict?.cause !== undefined);
  return failed || all.every((verdict) => verdict?.outcome !== undefined);
}

function results(
  services: readonly WatchedService[],
  verdicts: ReadonlyMap<string, TimedVerdict>,
  unfinished: 'timed-out' | 'cancelled',
): readonly ServiceResult[] {
  const failedForCertain = [...verdicts.values()].some(
    (verdict) => verdict.outcome !== undefined && verdict.cause,
  );
  return services.map((service) => {
    const verdict: TimedVerdict = verdicts.get(service.id) ?? { progress: 'not looked at yet', seconds: 0 };
    const { cause, waitsFor, seconds } = verdict;
    const note = verdict.outcome === undefined && verdict.note !== undefined ? `, ${verdict.note}` : '';
    const progress = `${verdict.progress}${note}`;
    const outcome = verdict.outcome ?? (failedForCertain ? 'not-awaited' : unfinished);
    return { service, outcome, progress, seconds, ...(cause && { cause }), ...(waitsFor && { waitsFor }) };
  });
}
