import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';

/** Services whose mode would have to change, which Swarm never does. */
export function serviceModes(
  { services }: DesiredStack,
  current: Pick<CurrentStack, 'services'>,
): readonly Finding[] {
  return services.flatMap(({ spec, position }) => {
    const stored = current.services.find((service) => service.Spec.Name === spec.Name);
    const [before] = Object.keys(stored?.Spec.Mode ?? {});
    const [after] = Object.keys(spec.Mode);
    if (before === undefined || before === after) return [];
    return [
      {
        level: 'error' as const,
        message: `${spec.Name} runs in mode "${before}"; Swarm cannot change it to "${after}".`,
        fix: `Remove the service first (its tasks stop): docker service rm ${spec.Name}`,
        position,
        service: spec.Name,
      },
    ];
  });
}
