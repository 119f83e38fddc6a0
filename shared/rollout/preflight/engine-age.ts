import type { DesiredStack } from '../../compose/desired-stack.ts';
import { isAtLeast } from '../../engine/api-version-order.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';

/** What an older engine would do otherwise than the file says, without a word. */
export function engineAge(
  { services }: DesiredStack,
  { apiVersion }: Pick<CurrentStack, 'apiVersion'>,
): readonly Finding[] {
  if (isAtLeast(apiVersion, '1.45')) return [];
  return services
    .filter(({ spec }) =>
      spec.TaskTemplate.ContainerSpec.Mounts?.some((mount) => mount.VolumeOptions?.Subpath),
    )
    .map(({ key, spec, position }) => ({
      level: 'error',
      message: `${key}: volume.subpath needs Docker Engine 26; this one would mount the whole volume.`,
      fix: 'Use a volume of its own, or update the engines.',
      position,
      service: spec.Name,
    }));
}
