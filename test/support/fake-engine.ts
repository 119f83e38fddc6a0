import { once } from 'node:events';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Observation } from '../../shared/rollout/watch/observation.ts';

/** An engine for tests of pure flow, of API 1.41: only the calls given answer, any other fails the test. */
export function fakeEngine(
  parts: {
    readonly [Api in keyof Engine]?: Partial<Engine[Api]>;
  },
): Engine {
  const refuse = (name: string): never => {
    throw new Error(`the test did not expect a call of ${name}`);
  };
  const api = (name: keyof Engine): object =>
    new Proxy(parts[name] ?? {}, {
      get: (target, call) => Reflect.get(target, call) ?? (() => refuse(`${name}.${String(call)}`)),
    });
  return new Proxy({} as Engine, {
    get: (_target, name) => (name === 'apiVersion' ? () => '1.41' : api(name as keyof Engine)),
  });
}

/** Answers the lists from one look after the other, each time tasks are listed; the last one stays. No event comes. */
export function playLooks(looks: readonly Observation[]): Engine {
  let at = -1;
  const present = (): Observation => {
    const look = looks[Math.min(at, looks.length - 1)];
    if (look === undefined) throw new Error('no look to play');
    return look;
  };
  return fakeEngine({
    services: { list: async () => present().services },
    tasks: {
      list: async () => {
        at += 1;
        return present().tasks;
      },
    },
    nodes: { list: async () => present().nodes },
    events: { stream: untilEnd },
  });
}

async function* untilEnd(signal: AbortSignal): AsyncGenerator<never> {
  if (!signal.aborted) await once(signal, 'abort');
  yield* [];
}
