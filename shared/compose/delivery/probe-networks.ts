import { readSection } from '../convert/declared.ts';
import { scopedName } from '../convert/names.ts';
import type { Reading } from '../convert/reading.ts';
import type { Node } from '../document/node.ts';
import { asText, itemsOf, valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import { nearestName } from '../shape/nearest-name.ts';
import type { StackHosts } from './stack-hosts.ts';

export interface ProbeNetwork {
  /** The full name in the swarm. */
  readonly name: string;
  /** Others than the stack's services may be on it. */
  readonly external: boolean;
}

/** The networks that exist once the stack runs, by their key in the stack file: those that a service is on. */
export function probeNetworks(
  root: Node,
  hosts: StackHosts,
  reading: Reading,
): ReadonlyMap<string, ProbeNetwork> {
  const used = new Set(hosts.names.flatMap((service) => hosts.networksOfService(service)));
  const { declared } = readSection('network', valueAt(root, 'networks'), reading);
  const implied = { name: scopedName(reading.stack, 'default'), external: false };
  const all = new Map<string, ProbeNetwork>([['default', implied], ...declared]);
  return new Map([...all].filter(([, { name }]) => used.has(name)));
}

/** The networks that a check names; undefined when it names none. A wrong name is left out. */
export function readProbeNetworks(
  node: Node | undefined,
  networks: ReadonlyMap<string, ProbeNetwork>,
  findings: Findings,
): readonly ProbeNetwork[] | undefined {
  if (node === undefined || node.kind === 'broken') return undefined;
  return itemsOf(node).flatMap((item) => {
    const key = asText(item);
    const found = key === undefined ? undefined : networks.get(key);
    if (key === undefined || found !== undefined) return found ?? [];
    const nearest = nearestName(key, networks.keys());
    findings.mistake(
      item,
      `${item.path}: no service of the stack is on a network ${JSON.stringify(key)}.`,
      nearest === undefined
        ? `The networks of the services are ${[...networks.keys()].join(', ')}.`
        : `Did you mean "${nearest}"?`,
    );
    return [];
  });
}
