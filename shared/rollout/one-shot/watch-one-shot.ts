import type { Engine } from '../../engine/engine.ts';
import type { Task } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { EngineError } from '../../errors/engine-error.ts';
import type { Clock } from '../watch/clock.ts';
import { untilAborted } from '../watch/until-aborted.ts';
import { isToldToStop, judgeOneShot, type OneShotLook, type OneShotVerdict } from './judge-one-shot.ts';

const QUICKEST_POLL_MS = 100;
const SLOWEST_POLL_MS = 500;

export interface OneShotWatch {
  readonly service: { readonly ID: string; readonly Spec: ServiceSpec };
  readonly clock: Clock;
  /** Of the clock. */
  readonly until: number;
  readonly signal: AbortSignal;
  readonly onLook: (verdict: OneShotVerdict) => void;
}

/**
 * Looks at the task until it has ended or time is up; the verdict then has no outcome. An engine that cannot be asked
 * does not end the watch, because the program goes on without it. Rejects with the signal's reason.
 */
export async function watchOneShot(engine: Engine, watch: OneShotWatch): Promise<OneShotVerdict> {
  const { service, clock, signal } = watch;
  let hadTask = false;
  let toldToStop = false;
  let pendingSince: number | undefined;
  for (let pollMs = QUICKEST_POLL_MS; ; pollMs = Math.min(pollMs * 1.1, SLOWEST_POLL_MS)) {
    const look = await untilAborted(lookAt(engine, service.ID), signal);
    signal.throwIfAborted();
    const now = clock.now();
    let verdict: OneShotVerdict;
    if (look === undefined || look instanceof EngineError) {
      verdict = { progress: `cannot be seen: ${look?.message ?? 'no answer'}` };
    } else {
      pendingSince = look.tasks.some(isPending) ? (pendingSince ?? now) : undefined;
      const pendingMs = pendingSince === undefined ? 0 : now - pendingSince;
      toldToStop ||= look.tasks.some(isToldToStop);
      verdict = judgeOneShot(look, { spec: service.Spec, pendingMs, hadTask, toldToStop });
      hadTask ||= look.tasks.length > 0;
    }
    watch.onLook(verdict);
    if (verdict.outcome !== undefined || now >= watch.until) return verdict;
    await clock.sleep(pollMs, signal);
  }
}

async function lookAt(engine: Engine, id: string): Promise<OneShotLook | EngineError> {
  try {
    const [tasks, nodes] = await Promise.all([engine.tasks.list({ service: [id] }), engine.nodes.list()]);
    return { tasks, nodes };
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}

/** Without a node, and the scheduler says why. */
function isPending({ Status }: Task): boolean {
  return Status.State === 'pending' && (Status.Err ?? '') !== '';
}
