import type { DesiredService } from '../../compose/desired-stack.ts';

/** The keys a service waits for, each once, sorted; services that are not deployed are waited for by nobody. */
export function dependencyKeys(
  { dependsOn = [] }: DesiredService,
  services: readonly DesiredService[],
): readonly string[] {
  if (dependsOn.length === 0) return [];
  const deployed = new Set(services.map(({ key }) => key));
  return [...new Set(dependsOn.map(({ service }) => service))].filter((key) => deployed.has(key)).toSorted();
}
