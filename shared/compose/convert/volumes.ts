import type { Node } from '../document/node.ts';
import { valueAt } from '../document/values.ts';
import { readSection, type Section } from './declared.ts';
import type { Reading } from './reading.ts';

/** The declared volumes. A swarm makes none of them: they appear on the nodes with the tasks that mount them. */
export function readVolumes(node: Node | undefined, reading: Reading): Section {
  const section = readSection('volume', node, reading);
  for (const volume of section.declared.values()) {
    if (!volume.external) continue;
    for (const key of ['driver', 'driver_opts', 'labels']) {
      const value = valueAt(volume.body, key);
      const isEmpty =
        value?.kind === 'map'
          ? value.entries.length === 0
          : value?.kind === 'list' && value.items.length === 0;
      if (value === undefined || isEmpty) continue;
      reading.findings.mistake(
        value,
        `${value.path} contradicts external: true, for an external volume is made elsewhere.`,
        'Remove one of them.',
      );
    }
  }
  return section;
}
