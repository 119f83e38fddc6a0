import { isIP } from 'node:net';
import type { MapNode, Node } from '../document/node.ts';
import { asText, itemsOf, valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import { nearestName } from '../shape/nearest-name.ts';
import type { HttpCheck } from './check.ts';
import { readProbeNetworks } from './probe-networks.ts';
import type { ChecksReading } from './read-checks.ts';

/**
 * The networks from which a probe reaches a host: those that the check names, or else all on which a service has that
 * name. Empty after a mistake: a host nobody has, or one that is on none of the networks named.
 */
export function readProbePlace(
  check: MapNode,
  host: string,
  at: Node,
  reading: ChecksReading,
): readonly string[] {
  const { findings, hosts } = reading;
  const named = readProbeNetworks(valueAt(check, 'networks'), reading.networks, findings);
  if (isOwn(host)) {
    findings.mistake(at, `${at.path}: ${host} is the probe itself.`, 'Name a service of the stack.');
    return [];
  }
  const known = hosts.networksOf(host);
  if (named === undefined) {
    if (known.length === 0) refuseHost(host, at, reading);
    return known;
  }
  const names = named.map(({ name }) => name);
  const reachable = known.some((network) => names.includes(network));
  if (named.length === 0 || reachable || isIP(host) !== 0) return names;
  if (known.length > 0) {
    const place = `${host} is on ${known.join(', ')}, and the check on ${names.join(', ')}`;
    findings.mistake(at, `${at.path}: ${place}.`, 'Leave out networks, or name one that both are on.');
    return [];
  }
  if (!named.some(({ external }) => external)) refuseHost(host, at, reading);
  return names;
}

function isOwn(host: string): boolean {
  return host.toLowerCase() === 'localhost' || host.startsWith('127.');
}

function refuseHost(host: string, at: Node, { findings, hosts }: ChecksReading): void {
  if (isIP(host) !== 0) {
    findings.mistake(
      at,
      `${at.path}: nobody knows on which network ${host} is.`,
      'Name the networks of the probe with networks: [...].',
    );
    return;
  }
  const nearest = nearestName(
    host,
    hosts.names.filter((name) => hosts.networksOf(name).length > 0),
  );
  const hidden = hosts.names.includes(host);
  findings.mistake(
    at,
    hidden
      ? `${at.path}: ${host} is on no network of the swarm that a probe could join.`
      : `${at.path}: no service of the stack has the name ${JSON.stringify(host)}.`,
    hidden
      ? 'Check it from the runner with url: https://..., or give the service a network.'
      : nearest === undefined
        ? 'If another stack has it, name the external network they share with networks: [...].'
        : `Did you mean "${nearest}"?`,
  );
}

/** Which nodes a probe runs on. */
export function readFrom(
  node: Node | undefined,
  byDefault: 'one-node' | 'every-node',
  findings: Findings,
): HttpCheck['from'] {
  const text = asText(node);
  if (node === undefined || node.kind === 'broken') return byDefault;
  if (text === 'one-node' || text === 'every-node') return text;
  if (text === 'runner') {
    findings.mistake(
      node,
      `${node.path} cannot be the runner.`,
      'Write url: https://... for what the runner asks for.',
    );
    return byDefault;
  }
  const constraints = itemsOf(node).flatMap((item) => {
    const constraint = asText(item) ?? '';
    if (/^\s*(node|engine)\.[^\s=!]+\s*(==|!=)\s*\S/.test(constraint)) return [constraint];
    findings.mistake(
      item,
      `${item.path}: ${JSON.stringify(constraint)} says nothing of nodes.`,
      'Write one-node, every-node, or constraints such as [node.role == worker].',
    );
    return [];
  });
  return constraints.length === 0 ? byDefault : constraints;
}
