import { BlockList, isIP } from 'node:net';
import type { Node } from '../../engine/objects.ts';

/**
 * The nodes for which Swarm makes a task of a global service: active, and fitting every constraint. For some seconds
 * after a manager's restart it does not know of any node, and means to keep their tasks: only a node that is down has none.
 */
export function eligibleNodes(nodes: readonly Node[], constraints: readonly string[]): readonly Node[] {
  return nodes.filter(
    (node) =>
      node.Status.State !== 'down' &&
      node.Spec.Availability === 'active' &&
      constraints.every((constraint) => satisfies(node, constraint)),
  );
}

/**
 * Swarm's own rules (swarmkit, manager/constraint): key and value are compared without case, a label's name with
 * it; a missing label is the empty text; a key Swarm does not know fits no node, whatever the operator.
 */
export function satisfies(node: Node, constraint: string): boolean {
  const [, key, operator, wanted] = /^\s*([^\s=!]+)\s*(==|!=)\s*(.*?)\s*$/.exec(constraint) ?? [];
  if (key === undefined || wanted === undefined) return false;
  const equal =
    key.toLowerCase() === 'node.ip' ? isWithin(node.Status.Addr ?? '', wanted) : equals(node, key, wanted);
  return equal !== undefined && equal === (operator === '==');
}

function equals(node: Node, key: string, wanted: string): boolean | undefined {
  const actual = attribute(node, key);
  return actual === undefined ? undefined : actual.toLowerCase() === wanted.toLowerCase();
}

function attribute({ ID, Spec: spec, Description: description }: Node, key: string): string | undefined {
  const [, owner, label] = /^(node|engine)\.labels\.(.+)$/i.exec(key) ?? [];
  if (owner !== undefined && label !== undefined) {
    const labels = owner.toLowerCase() === 'node' ? spec.Labels : description.Engine?.Labels;
    return labels?.[label] ?? '';
  }
  const values = new Map([
    ['node.id', ID],
    ['node.hostname', description.Hostname],
    ['node.role', spec.Role],
    ['node.platform.os', description.Platform?.OS ?? ''],
    ['node.platform.arch', description.Platform?.Architecture ?? ''],
  ]);
  return values.get(key.toLowerCase());
}

/** `wanted` is an address or a subnet; undefined when it is neither. */
function isWithin(address: string, wanted: string): boolean | undefined {
  const [network = '', prefix] = wanted.split('/');
  const version = isIP(network);
  if (version === 0 || isIP(address) === 0) return undefined;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix), family);
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
