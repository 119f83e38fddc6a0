import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';

/**
 * Services whose endpoint mode changes: every task restarts, and while old and new ones run side by side their name
 * leads to the one or to the other. On engine 20.10 such an update was once seen to stay half-way.
 */
export function endpointModes(
  { services }: DesiredStack,
  current: Pick<CurrentStack, 'services'>,
): readonly Finding[] {
  return services.flatMap(({ key, spec, position }) => {
    const stored = current.services.find((service) => service.Spec.Name === spec.Name);
    const after = spec.EndpointSpec?.Mode || 'vip';
    const before = stored?.Spec.EndpointSpec?.Mode || 'vip';
    if (stored === undefined || before === after) return [];
    return [
      {
        level: 'warning' as const,
        message: `${key}: endpoint_mode changes from ${before} to ${after}: every task restarts, and until the last one has, clients find some of them by the old way and some by the new.`,
        fix: 'Deploy it when few requests come. If the update stays half-way, run this step again.',
        position,
        service: spec.Name,
      },
    ];
  });
}
