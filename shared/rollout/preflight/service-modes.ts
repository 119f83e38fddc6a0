import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { ServiceMode } from '../../engine/specs.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';

/** Services whose mode would have to change, which Swarm never does. */
export function serviceModes(
  { services }: DesiredStack,
  current: Pick<CurrentStack, 'services'>,
): readonly Finding[] {
  return services.flatMap(({ key, spec, position }) => {
    const stored = current.services.find((service) => service.Spec.Name === spec.Name);
    const [before, after] = [stored?.Spec.Mode, spec.Mode].map(modeName);
    if (before === undefined || before === after) return [];
    return [
      {
        level: 'error' as const,
        message: `${key}: ${spec.Name} runs in mode ${before}; Swarm cannot change it to ${after}.`,
        fix: `Give the service another key, which starts the new one beside it, or remove it first (its tasks stop): docker service rm ${spec.Name}`,
        position,
        service: spec.Name,
      },
    ];
  });
}

/** As `deploy.mode` says it: `ReplicatedJob` is `replicated-job`. */
function modeName(mode: ServiceMode | undefined): string | undefined {
  const [name] = Object.keys(mode ?? {});
  return name?.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
