import type { ServiceSpec } from '../../engine/specs.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Clock } from '../watch/clock.ts';
import type { Slots } from './slots.ts';

export interface VerifyOptions {
  readonly stack: string;
  /** By key; with the ids of configs and secrets where a command runs as the service. */
  readonly services: ReadonlyMap<string, ServiceSpec>;
  /** Any image with busybox; see `PROBE_IMAGE`. */
  readonly probeImage: string;
  readonly log: RolloutLog;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What the checks of one verification share. */
export interface Verification extends VerifyOptions {
  /** For tasks in the swarm. */
  readonly slots: Slots;
}

/** The full name of a service by its key. */
export function serviceName(key: string, { stack, services }: Verification): string {
  return services.get(key)?.Name ?? `${stack}_${key}`;
}
