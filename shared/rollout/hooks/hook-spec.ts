import type { Hook } from '../../compose/delivery/hook.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { oneShotName } from '../one-shot/one-shot-name.ts';
import { oneShotSpec } from '../one-shot/one-shot-spec.ts';

export interface HookSurroundings {
  readonly stack: string;
  /** Of the hook's service, with the ids of its configs and secrets. */
  readonly service: ServiceSpec;
  /** Never the same twice. */
  readonly unique: string;
  /** What the hook may want to know besides stack, service and phase. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly constraints?: readonly string[];
}

/** The service that runs a hook. Its own variables win over those we add, and those over the service's. */
export function hookSpec(hook: Hook, surroundings: HookSurroundings): ServiceSpec {
  const { stack, service, unique, variables = {}, constraints } = surroundings;
  const given = {
    SWARM_DELIVERY_STACK: stack,
    SWARM_DELIVERY_SERVICE: service.Name,
    SWARM_DELIVERY_HOOK: hook.phase,
    ...variables,
  };
  const own = new Set(hook.environment.map((variable) => variable.split('=', 1)[0]));
  const added = Object.entries(given).flatMap(([name, value]) => (own.has(name) ? [] : [`${name}=${value}`]));
  const { image, entrypoint, command, user } = hook;
  return oneShotSpec(service, {
    name: oneShotName({ stack, purpose: 'hook', words: hook.name, unique }),
    stack,
    purpose: 'hook',
    environment: [...added, ...hook.environment],
    ...(image === undefined ? {} : { image }),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(command === undefined ? {} : { args: command }),
    ...(user === undefined ? {} : { user }),
    ...(constraints === undefined ? {} : { constraints }),
  });
}
