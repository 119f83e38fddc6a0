import type { MapNode, Node } from '../document/node.ts';
import { asInteger, asText, valueAt } from '../document/values.ts';
import type { DnsCheck, HttpCheck, TcpCheck } from './check.ts';
import { isDeployed } from './known-services.ts';
import { readProbeNetworks } from './probe-networks.ts';
import { type ChecksReading, passedOver, readAnyCheck, refuseCredentials } from './read-checks.ts';
import { readFrom, readProbePlace } from './read-probe-place.ts';
import { readWantedAnswer } from './read-wanted-answer.ts';

const HTTP_PORT = 80;

export function readHttpCheck(node: MapNode, target: Node, reading: ChecksReading): HttpCheck | undefined {
  const { findings } = reading;
  const written = asText(target) ?? '';
  const url = URL.parse(written);
  if (url?.protocol === 'https:') {
    findings.mistake(
      target,
      `${target.path}: a probe inside the swarm speaks no TLS.`,
      'Check it from the runner with url: https://..., or only that it listens with tcp: web:443.',
    );
    return undefined;
  }
  if (url?.protocol !== 'http:' || !/^\w[\w.-]*$/.test(url.hostname)) {
    findings.mistake(
      target,
      `${target.path}: ${JSON.stringify(written)} is no address of a service.`,
      'Write it as http://web:8080/health.',
    );
    return undefined;
  }
  if (refuseCredentials(url, target, findings) || passedOver(node, keyOf(url.hostname), reading))
    return undefined;
  return {
    kind: 'http',
    host: url.hostname,
    port: url.port === '' ? HTTP_PORT : Number(url.port),
    path: `${url.pathname}${url.search}`,
    wanted: readWantedAnswer(node, findings),
    from: readFrom(valueAt(node, 'from'), 'one-node', findings),
    networks: readProbePlace(node, url.hostname, target, reading),
    ...readAnyCheck(node, `http://${url.host}${url.pathname}`, findings),
  };
}

export function readTcpCheck(node: MapNode, target: Node, reading: ChecksReading): TcpCheck | undefined {
  const { findings } = reading;
  const written = asText(target) ?? '';
  const [, host, digits] = /^(\w[\w.-]*):(\d{1,5})$/.exec(written) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) {
    findings.mistake(
      target,
      `${target.path}: ${JSON.stringify(written)} is no service and port.`,
      'Write it as db:5432.',
    );
    return undefined;
  }
  if (passedOver(node, keyOf(host), reading)) return undefined;
  return {
    kind: 'tcp',
    host,
    port,
    from: readFrom(valueAt(node, 'from'), 'one-node', findings),
    networks: readProbePlace(node, host, target, reading),
    ...readAnyCheck(node, `tcp ${host}:${port}`, findings),
  };
}

export function readDnsCheck(node: MapNode, target: Node, reading: ChecksReading): DnsCheck | undefined {
  const { findings } = reading;
  const service = asText(target) ?? '';
  const [port, path] = [asInteger(valueAt(node, 'port')), asText(valueAt(node, 'path'))];
  refuseHalfCalls(node, port, path, reading);
  if (passedOver(node, service, reading) || !isDeployed(target, reading)) return undefined;
  return {
    kind: 'dns',
    service,
    wanted: readWantedAnswer(node, findings),
    repair: valueAt(node, 'repair') !== undefined,
    from: readFrom(valueAt(node, 'from'), 'every-node', findings),
    networks: readServiceNetworks(node, service, target, reading),
    ...(port === undefined ? {} : { port }),
    ...(path === undefined ? {} : { path }),
    ...readAnyCheck(node, `dns ${service}`, findings),
  };
}

/** Keys that would be passed over in silence. */
function refuseHalfCalls(
  node: MapNode,
  port: number | undefined,
  path: string | undefined,
  { findings }: ChecksReading,
): void {
  const refuse = (key: string, missing: string, fix: string): void => {
    const at = valueAt(node, key);
    if (at !== undefined) findings.mistake(at, `${at.path} means nothing without ${missing}.`, fix);
  };
  if (port === undefined) {
    refuse('path', 'a port', 'Add the port that is called at each address, such as port: 8080.');
  }
  if (path === undefined) {
    for (const key of ['expect', 'body', 'within'])
      refuse(key, 'a path', 'Add what is asked for at each address, such as path: /health.');
  } else if (!/^\/[^\s#]*$/.test(path)) {
    const at = valueAt(node, 'path') ?? node;
    findings.mistake(at, `${at.path}: ${JSON.stringify(path)} is no path.`, 'Write it as /health.');
  }
}

/** All networks of the service on which it has a name, or those of them that the check names. */
function readServiceNetworks(
  node: MapNode,
  service: string,
  target: Node,
  { hosts, networks, findings }: ChecksReading,
): readonly string[] {
  const own = hosts.networksOfService(service);
  if (own.length === 0) {
    findings.mistake(
      target,
      `${target.path}: ${service} is on no network of the swarm, so nobody looks it up.`,
      'Remove the check, or give the service a network.',
    );
  }
  const at = valueAt(node, 'networks');
  const named = readProbeNetworks(at, networks, findings);
  if (at === undefined || named === undefined) return own;
  const foreign = named.find(({ name }) => !own.includes(name));
  if (foreign !== undefined && own.length > 0) {
    const place = `${service} is not on ${foreign.name}, but on ${own.join(', ')}`;
    findings.mistake(at, `${at.path}: ${place}.`, 'Leave out networks, or name those of the service.');
  }
  return named.map(({ name }) => name);
}

/** The service that a host name most likely means. */
function keyOf(host: string): string {
  return host.replace(/^tasks\./, '');
}
