import type { DesiredStack } from '../../compose/desired-stack.ts';
import { dependencyKeys } from '../plan/dependency-keys.ts';
import { dependencyCircle } from '../plan/waves.ts';
import type { Finding } from './finding.ts';

/** Services that wait for each other, of which none could ever be the first. */
export function serviceOrder({ services }: DesiredStack): readonly Finding[] {
  const dependents = services.map((service) => ({
    key: service.key,
    dependsOn: dependencyKeys(service, services),
  }));
  const circle = dependencyCircle(dependents);
  const [first, second = first] = circle ?? [];
  const service = services.find(({ key }) => key === first);
  const dependency = service?.dependsOn?.find((each) => each.service === second);
  if (circle === undefined || dependency === undefined) return [];
  return [
    {
      level: 'error',
      message:
        circle.length === 1
          ? `${first} depends on itself.`
          : `Services depend on each other in a circle: ${[...circle, first].join(' -> ')}.`,
      fix: 'Remove one of these depends_on: a service that retries its connections needs none.',
      position: dependency.position,
    },
  ];
}
