import type { Engine } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/objects.ts';
import { STACK_LABEL } from '../plan/current-stack.ts';
import type { Clock } from './clock.ts';
import { type EventStream, followEvents } from './event-stream.ts';
import type { Observation } from './observation.ts';

/** Services and nodes are listed again after this long although no event told of a change. */
const OLDEST_LISTS_MS = 5_000;
/** Events come in bursts; looks keep this distance. */
const BETWEEN_LOOKS_MS = 50;

/** Looks at a stack again and again, as cheaply as certainty allows. */
export interface StackObserver {
  /** Tasks are listed each time; services and nodes only when something may have changed, and when `fully`. */
  look(fully: boolean): Promise<Observation>;
  /** Waits so long, or until an event tells that a service of the stack or a node changed. */
  pause(milliseconds: number): Promise<void>;
  close(): void;
}

interface ObserverOptions {
  readonly stack: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Managers send events about services and nodes, but none about tasks. The stream begins with the first pause. */
export function observeStack(engine: Engine, { stack, clock, signal }: ObserverOptions): StackObserver {
  const label = [`${STACK_LABEL}=${stack}`];
  const closing = new AbortController();
  const ended = AbortSignal.any([signal, closing.signal]);
  let events: EventStream | undefined;
  let last: Observation | undefined;
  let listedAt = Number.NEGATIVE_INFINITY;
  let wake = new AbortController();

  const heard = (event: EngineEvent): void => {
    const ours = last?.services.some(({ ID }) => ID === event.Actor.ID) ?? true;
    if (event.Type !== 'node' && !(event.Type === 'service' && ours)) return;
    listedAt = Number.NEGATIVE_INFINITY;
    wake.abort();
  };
  const mayHaveChanged = (at: number): boolean => !events?.isReliable() || at - listedAt >= OLDEST_LISTS_MS;

  const look: StackObserver['look'] = async (fully) => {
    const at = clock.now();
    const tasks = engine.tasks.list({ label });
    if (!fully && last !== undefined && !mayHaveChanged(at)) {
      last = { ...last, at, isWhole: false, tasks: await tasks };
      return last;
    }
    listedAt = at;
    wake = new AbortController();
    const lists = [engine.services.list({ label }), engine.nodes.list()] as const;
    const [listed, services, nodes] = await Promise.all([tasks, ...lists]);
    last = { at, isWhole: true, services, tasks: listed, nodes };
    return last;
  };
  const pause: StackObserver['pause'] = async (milliseconds) => {
    events ??= followEvents(engine, { clock, signal: ended, heard });
    const began = clock.now();
    await clock.sleep(milliseconds, AbortSignal.any([ended, wake.signal]));
    const slept = clock.now() - began;
    if (slept < BETWEEN_LOOKS_MS) await clock.sleep(BETWEEN_LOOKS_MS - slept, ended);
  };
  return { look, pause, close: () => closing.abort() };
}
