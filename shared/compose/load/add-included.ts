import { formatPosition } from '../../errors/user-error.ts';
import type { MapEntry, MapNode } from '../document/node.ts';
import { asMap, valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import { contentOf } from '../shape/node-content.ts';
import { addDelivery } from './included-delivery.ts';

const SECTIONS = ['services', 'networks', 'volumes', 'configs', 'secrets'];

/** Adds what an included stack declares. The same thing said twice is no mistake, two different things are. */
export function addIncluded(root: MapNode, included: MapNode, findings: Findings): MapNode {
  return SECTIONS.reduce(
    (base, section) => {
      const added = asMap(valueAt(included, section));
      return added === undefined ? base : addSection(base, section, added, findings);
    },
    addDelivery(root, included, findings),
  );
}

function addSection(root: MapNode, section: string, added: MapNode, findings: Findings): MapNode {
  const existing = root.entries.find(({ key }) => key === section);
  if (existing === undefined) {
    return {
      ...root,
      entries: [...root.entries, { key: section, keyPosition: added.position, value: added }],
    };
  }
  const own = asMap(existing.value) ?? { ...added, entries: [] };
  const news = added.entries.filter((entry) => isNew(own, section, entry, findings));
  const value = { ...own, entries: [...own.entries, ...news] };
  return {
    ...root,
    entries: root.entries.map((entry) => (entry === existing ? { ...entry, value } : entry)),
  };
}

function isNew(own: MapNode, section: string, added: MapEntry, findings: Findings): boolean {
  const same = own.entries.find(({ key }) => key === added.key);
  if (same === undefined) return true;
  if (contentOf(same.value) !== contentOf(added.value)) {
    const there = formatPosition(same.keyPosition);
    findings.mistake(
      { position: added.keyPosition },
      `${section}.${added.key} is included, but ${there} defines it differently.`,
      'Rename one of them, or change the included one in a file named after it in the path list of include.',
    );
  }
  return false;
}
