import type { ServiceSpec } from '../../engine/specs.ts';

const NANOSECONDS_PER_MILLISECOND = 1e6;
const ENGINE_STOP_GRACE_MS = 10_000;
const ENGINE_MONITOR_MS = 5_000;
const ENGINE_RESTART_DELAY_MS = 5_000;
const ENGINE_CHECK_MS = 30_000;
const ENGINE_CHECK_RETRIES = 3;
/** What a slow node, a leader change or a lost node may cost on top. */
const ALLOWANCE_MS = 120_000;

/**
 * After how long without any change of its tasks a service does not move any more: all its own timings after one
 * another, which is longer than any two changes of a service that still moves lie apart. Only the download of an
 * image may take longer. In milliseconds.
 */
export function patience(spec: ServiceSpec): number {
  const { ContainerSpec: container, RestartPolicy: restart } = spec.TaskTemplate;
  const check = container.Healthcheck;
  const checks = check === undefined ? 0 : (check.Retries || ENGINE_CHECK_RETRIES) + 1;
  const perCheck =
    milliseconds(check?.Interval, ENGINE_CHECK_MS) + milliseconds(check?.Timeout, ENGINE_CHECK_MS);
  return (
    milliseconds(container.StopGracePeriod, ENGINE_STOP_GRACE_MS) +
    milliseconds(restart?.Delay, ENGINE_RESTART_DELAY_MS) +
    milliseconds(check?.StartPeriod, 0) +
    checks * perCheck +
    afterEachSlot(spec) +
    monitor(spec) +
    ALLOWANCE_MS
  );
}

/**
 * What an update of every slot takes at least, in milliseconds, by the service's own update_config: the engine waits
 * for the delay after each batch, the last one included, and watches for failures for the monitor period at the end.
 */
export function leastUpdateTime(spec: ServiceSpec, slots: number): number {
  const parallelism = spec.UpdateConfig?.Parallelism || slots;
  const batches = slots === 0 ? 0 : Math.ceil(slots / parallelism);
  return batches === 0 ? 0 : batches * afterEachSlot(spec) + monitor(spec);
}

function afterEachSlot(spec: ServiceSpec): number {
  return milliseconds(spec.UpdateConfig?.Delay, 0);
}

/** A delay as long as the monitor or longer stretches it: the engine watches for a second more than the delay. */
function monitor(spec: ServiceSpec): number {
  const delay = afterEachSlot(spec);
  const monitored = milliseconds(spec.UpdateConfig?.Monitor, ENGINE_MONITOR_MS);
  return delay >= monitored ? delay + 1_000 : monitored;
}

/** Zero and absent both mean the engine's own default, as the engine has it for these. */
function milliseconds(nanoseconds: number | undefined, otherwise: number): number {
  return nanoseconds ? nanoseconds / NANOSECONDS_PER_MILLISECOND : otherwise;
}
