import type { MapNode, Node } from '../document/node.ts';
import { asTexts, valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import { mapEntries } from './map-entries.ts';

const ALL = '*';

/** Whether a service is deployed: one without profiles always, others when one of theirs is chosen, or `*` is. */
export function isActive(service: Node, chosen: ReadonlySet<string>): boolean {
  const profiles = asTexts(valueAt(service, 'profiles'));
  return profiles.length === 0 || chosen.has(ALL) || profiles.some((profile) => chosen.has(profile));
}

/** Leaves out the services of other profiles. A profile that no service has is warned about. */
export function withActiveServices(root: MapNode, chosen: ReadonlySet<string>, findings: Findings): MapNode {
  const services = valueAt(root, 'services');
  if (services?.kind !== 'map') return root;
  const known = new Set(services.entries.flatMap(({ value }) => asTexts(valueAt(value, 'profiles'))));
  for (const profile of chosen) {
    if (profile === ALL || known.has(profile)) continue;
    const list = known.size === 0 ? 'none has a profile' : `they have ${[...known].sort().join(', ')}`;
    findings.warn(services, `No service has the profile ${JSON.stringify(profile)}; ${list}.`);
  }
  const entries = services.entries.filter(({ value }) => isActive(value, chosen));
  return mapEntries(root, ({ key, value }) => (key === 'services' ? { ...services, entries } : value));
}
