import type { DesiredStack } from '../../compose/desired-stack.ts';
import { registryOf } from '../../image/registry-of.ts';
import type { Finding } from './finding.ts';

/** A login that no image of the stack asks for: more often a wrong name of the registry than one too many. */
export function unusedLogin({ services }: DesiredStack, registry: string | undefined): readonly Finding[] {
  const registries = [
    ...new Set(services.map(({ spec }) => registryOf(spec.TaskTemplate.ContainerSpec.Image))),
  ];
  if (registry === undefined || registries.includes(registry)) return [];
  return [
    {
      level: 'warning',
      message: `The login is for the registry ${registry}, and no image comes from there, but from ${registries.join(', ')}.`,
      fix: 'Correct "registry", or leave out the login.',
    },
  ];
}
