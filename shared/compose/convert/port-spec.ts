import type { PortConfig } from '../../engine/specs.ts';
import { compareBytes } from './compare-bytes.ts';
import { isIpAddress } from './ip-address.ts';

/** Thrown by `parsePortSpec`; the message is a clause about the port. */
export class PortSpecError extends Error {}

export interface PortSpec {
  readonly ports: readonly PortConfig[];
  /** Swarm cannot bind to it and publishes on all addresses. */
  readonly address: string | undefined;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads the short form of a port, `[address:][published:]target[/protocol]`, where both ports may be ranges of equal
 * length, or only the published one a range: then each of it leads to the one target. The result is in Docker's
 * order, by the digits of the target.
 */
export function parsePortSpec(spec: string): PortSpec {
  const sections = spec.split(':');
  const [target = '', protocol = 'tcp'] = splitProtocol(sections.at(-1) ?? '');
  const published = sections.length > 1 ? (sections.at(-2) ?? '') : '';
  const address = sections
    .slice(0, -2)
    .join(':')
    .replace(/^\[(.*)\]$/, '$1');
  if (!['tcp', 'udp', 'sctp'].includes(protocol))
    throw new PortSpecError(`${JSON.stringify(protocol)} is not tcp, udp or sctp`);
  if (address !== '' && !isIpAddress(address))
    throw new PortSpecError(`${JSON.stringify(address)} is not an IP address`);
  if (target === '') throw new PortSpecError('the port of the container is missing');
  const targets = parseRange(target);
  const sources = published === '' ? undefined : parseRange(published);
  const ports = pair(targets, sources, protocol).toSorted((a, b) =>
    compareBytes(`${a.TargetPort}`, `${b.TargetPort}`),
  );
  return { ports, address: address === '' ? undefined : address };
}

function splitProtocol(text: string): readonly [string, string] {
  const [port = '', protocol = ''] = text.split('/');
  return [port, protocol === '' ? 'tcp' : protocol.toLowerCase()];
}

function pair(targets: Range, published: Range | undefined, protocol: string): readonly PortConfig[] {
  const one = (target: number, publishedPort: number | undefined): PortConfig => ({
    Protocol: protocol,
    TargetPort: target,
    ...(publishedPort === undefined || publishedPort === 0 ? {} : { PublishedPort: publishedPort }),
    PublishMode: 'ingress',
  });
  const single = targets.first === targets.last;
  if (published === undefined) return numbers(targets).map((target) => one(target, undefined));
  if (single) return numbers(published).map((port) => one(targets.first, port));
  if (published.last - published.first !== targets.last - targets.first) {
    throw new PortSpecError('the two ranges differ in length');
  }
  return numbers(targets).map((target, index) => one(target, published.first + index));
}

function numbers({ first, last }: Range): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function parseRange(text: string): Range {
  const match = /^([0-9]+)(?:-([0-9]+))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || first > 65535 || last > 65535) {
    throw new PortSpecError(`${JSON.stringify(text)} is not a port or a range of ports from 0 to 65535`);
  }
  if (last < first) throw new PortSpecError(`the range ${text} ends before it begins`);
  return { first, last };
}
