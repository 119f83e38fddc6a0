import { formatDuration } from '../../units/duration.ts';
import type { ServiceChange } from '../plan/plan.ts';
import { leastUpdateTime } from '../watch/patience.ts';
import type { Finding } from './finding.ts';

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Services whose own update_config makes the update last longer than the deployment may; none without a time-out. */
export function updateTime(
  services: readonly ServiceChange[],
  timeoutMs: number | undefined,
): readonly Finding[] {
  if (timeoutMs === undefined) return [];
  return services.flatMap((change): readonly Finding[] => {
    if (change.action !== 'update') return [];
    const { replaced } = change.effect;
    const leastMs = leastUpdateTime(change.spec, replaced);
    if (leastMs <= timeoutMs) return [];
    const { Parallelism = 1, Delay = 0 } = change.spec.UpdateConfig ?? {};
    const pace = `${replaced} tasks, parallelism ${Parallelism}, delay ${formatDuration(Delay)}`;
    return [
      {
        level: 'warning',
        message: `${change.key}: its update takes at least ${words(leastMs)} (${pace}), and this rollout may take ${words(timeoutMs)}.`,
        fix: `Raise the input "timeout" well above ${words(leastMs)}, or change deploy.update_config.`,
        position: change.position,
        service: change.name,
      },
    ];
  });
}

function words(milliseconds: number): string {
  return formatDuration(milliseconds * NANOSECONDS_PER_MILLISECOND);
}
