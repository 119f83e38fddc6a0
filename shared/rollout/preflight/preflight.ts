import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { RegistryLogins } from '../../image/registry-logins.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Plan } from '../plan/plan.ts';
import { constraints } from './constraints.ts';
import { endpointModes } from './endpoint-modes.ts';
import { engineAge } from './engine-age.ts';
import { externalObjects } from './external-objects.ts';
import type { Finding } from './finding.ts';
import { hostPorts } from './host-ports.ts';
import { ingressPorts } from './ingress-ports.ts';
import { localVolumes } from './local-volumes.ts';
import { memoryLimits } from './memory-limits.ts';
import { networkSettings } from './network-settings.ts';
import { objectNames } from './object-names.ts';
import { platforms } from './platforms.ts';
import { registryLogins } from './registry-logins.ts';
import { resources } from './resources.ts';
import { serviceModes } from './service-modes.ts';
import { serviceNames } from './service-names.ts';
import { serviceOrder } from './service-order.ts';
import { startFirst } from './start-first.ts';
import { swarmHealth } from './swarm-health.ts';
import { updateTime } from './update-time.ts';

export interface PreflightOptions {
  /** A service without a memory limit is a mistake. */
  readonly requireLimits: boolean;
  /** None by default. */
  readonly registryLogins?: RegistryLogins;
  /** How long the whole deployment may take. */
  readonly timeoutMs?: number;
}

/**
 * Everything that would fail later, or surprise, found before anything is written. An error about a service that the
 * plan leaves alone is only a warning: what runs already does not have to be mended first.
 */
export function preflight(
  desired: DesiredStack,
  current: CurrentStack,
  plan: Pick<Plan, 'services'>,
  { requireLimits, registryLogins: logins = {}, timeoutMs }: PreflightOptions,
): readonly Finding[] {
  const findings = [
    ...swarmHealth(current),
    ...externalObjects(desired, current),
    ...networkSettings(desired, current),
    ...objectNames(desired),
    ...serviceNames(desired, current),
    ...serviceOrder(desired),
    ...serviceModes(desired, current),
    ...endpointModes(desired, current),
    ...engineAge(desired, current),
    ...ingressPorts(desired, current),
    ...hostPorts(desired, current),
    ...constraints(desired, current),
    ...platforms(desired, current),
    ...resources(desired, current),
    ...localVolumes(desired, current),
    ...startFirst(desired),
    ...updateTime(plan.services, timeoutMs),
    ...memoryLimits(desired, requireLimits),
    ...registryLogins(desired, logins),
  ];
  const left = new Set(plan.services.filter(({ action }) => action === 'unchanged').map(({ name }) => name));
  const softened = findings.map((each) =>
    left.has(each.service ?? '') ? { ...each, level: 'warning' as const } : each,
  );
  return softened.toSorted((a, b) => (a.position?.line ?? 0) - (b.position?.line ?? 0));
}
