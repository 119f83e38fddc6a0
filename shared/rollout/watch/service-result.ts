import type { Task } from '../../engine/objects.ts';
import type { Cause } from './cause.ts';
import type { ServiceOutcome, Verdict } from './judge-service.ts';
import type { Observation } from './observation.ts';
import type { WatchedService } from './watched-service.ts';

export interface ServiceResult {
  readonly service: WatchedService;
  readonly outcome: ServiceOutcome;
  readonly progress: string;
  /** Of a service that was not awaited: what failed first in it, certain or not. */
  readonly cause?: Cause;
  /** A task that was not yet as it should be when the watch ended. */
  readonly waitsFor?: Task;
  /** Seconds from the start of the watch to the verdict. */
  readonly seconds: number;
  /** Seconds from the start of the watch until every slot ran the wanted spec; the watch window comes after. */
  readonly runningAfterSeconds?: number;
}

export interface ConvergeResult {
  /** Whether the goal was reached for every service. */
  readonly reached: boolean;
  readonly services: readonly ServiceResult[];
  readonly lastLook: Observation;
  /** What the user should know although no verdict depends on it. */
  readonly warnings: readonly string[];
}

/** What is watched for: `running` is what services that depend on these ones wait for, `stable` the final verdict. */
export type Goal = 'running' | 'stable';

export interface TimedVerdict extends Verdict {
  /** Seconds from the start of the watch until the verdict was first given. */
  readonly seconds: number;
  readonly runningAfterSeconds?: number;
  /** Seconds until the suspect was seen. */
  readonly suspectSeconds?: number;
}

/**
 * True when nothing is left to wait for: all services are as the goal asks, or one of them never will be. `patient`:
 * what the engine takes back by itself is waited for, because that is where the stack will stand.
 */
export function isSettled(
  services: readonly WatchedService[],
  verdicts: ReadonlyMap<string, Verdict>,
  goal: Goal,
  patient: boolean,
): boolean {
  const all = services.map((service) => verdicts.get(service.id));
  if (patient && all.some((verdict) => verdict?.rollingBack)) return false;
  const failed = all.some((verdict) => verdict?.cause !== undefined);
  return failed || isReached(services, verdicts, goal);
}

export function isReached(
  services: readonly WatchedService[],
  verdicts: ReadonlyMap<string, Verdict>,
  goal: Goal,
): boolean {
  return services.every(({ id }) => {
    const verdict = verdicts.get(id);
    if (verdict?.cause !== undefined) return false;
    return verdict?.outcome !== undefined || (goal === 'running' && verdict?.ready === true);
  });
}

/** `unfinished` is what is said of a service whose verdict is still open when the watch ends. */
export function serviceResults(
  services: readonly WatchedService[],
  verdicts: ReadonlyMap<string, TimedVerdict>,
  goal: Goal,
  unfinished: 'timed-out' | 'cancelled',
): readonly ServiceResult[] {
  const failedForCertain = [...verdicts.values()].some(
    (verdict) => verdict.cause && (verdict.outcome !== undefined || verdict.rollingBack),
  );
  return services.map((service) => {
    const verdict: TimedVerdict = verdicts.get(service.id) ?? { progress: 'not looked at yet', seconds: 0 };
    const { waitsFor, runningAfterSeconds, suspect } = verdict;
    const note = verdict.outcome === undefined && verdict.note !== undefined ? `, ${verdict.note}` : '';
    const ready = goal === 'running' && verdict.ready === true;
    const open = ready ? 'running' : failedForCertain ? 'not-awaited' : unfinished;
    const outcome = verdict.outcome ?? (verdict.rollingBack ? 'failed' : open);
    const suspected = outcome === 'not-awaited' && verdict.cause === undefined && suspect !== undefined;
    const cause = suspected ? suspect.cause : verdict.cause;
    return {
      service,
      outcome,
      progress: `${verdict.progress}${note}`,
      seconds: suspected ? (verdict.suspectSeconds ?? verdict.seconds) : verdict.seconds,
      ...(cause && { cause }),
      ...(waitsFor && { waitsFor }),
      ...(runningAfterSeconds !== undefined && { runningAfterSeconds }),
    };
  });
}
