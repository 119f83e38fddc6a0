import type { EndpointSpec, PortConfig } from '../../engine/specs.ts';
import type { MapNode, Node } from '../document/node.ts';
import { asInteger, asList, asPrintedText, asText, valueAt } from '../document/values.ts';
import { isUnspecified } from './ip-address.ts';
import { omitEmpty } from './omit-empty.ts';
import { PortSpecError, parsePortSpec } from './port-spec.ts';
import type { Reading } from './reading.ts';

interface PlacedPort {
  readonly node: Node;
  readonly config: PortConfig;
}

/** The ports of a service by published port, those without one first; nothing is filled in that the file leaves out. */
export function readEndpoint(
  ports: Node | undefined,
  mode: Node | undefined,
  reading: Reading,
): EndpointSpec {
  const placed = (asList(ports)?.items ?? []).flatMap((node) => readPort(node, reading));
  const sorted = placed.toSorted((a, b) => (a.config.PublishedPort ?? 0) - (b.config.PublishedPort ?? 0));
  const endpointMode = asText(mode)?.toLowerCase();
  reportDuplicates(placed, reading);
  if (endpointMode === 'dnsrr') reportRoutedPorts(placed, reading);
  return omitEmpty<EndpointSpec>({ Mode: endpointMode, Ports: sorted.map(({ config }) => config) });
}

function readPort(node: Node, reading: Reading): readonly PlacedPort[] {
  if (node.kind === 'broken') return [];
  const configs = node.kind === 'map' ? readLongPort(node, reading) : readShortPort(node, reading);
  return configs.map((config) => ({ node, config }));
}

function readLongPort(node: MapNode, reading: Reading): readonly PortConfig[] {
  const target = asInteger(valueAt(node, 'target'));
  if (valueAt(node, 'target') === undefined) {
    reading.findings.warn(node, `${node.path}: without target no port of the container is reached.`);
  }
  return publishedPorts(node, target ?? 0, reading).map(({ published, to }) =>
    omitEmpty<PortConfig>({
      Name: undefined,
      Protocol: asText(valueAt(node, 'protocol')),
      TargetPort: to,
      PublishedPort: published,
      PublishMode: asText(valueAt(node, 'mode')),
    }),
  );
}

/** A published range leads to the one target, as in the short form of `docker stack deploy`. */
function publishedPorts(
  node: MapNode,
  target: number,
  { findings }: Reading,
): readonly { readonly published: number | undefined; readonly to: number }[] {
  const published = valueAt(node, 'published');
  const range = asText(published);
  if (published === undefined || range === undefined || !range.includes('-'))
    return [{ published: asInteger(published), to: target }];
  try {
    return parsePortSpec(`${range}:${target}`).ports.map(({ PublishedPort, TargetPort }) => ({
      published: PublishedPort,
      to: TargetPort,
    }));
  } catch (error) {
    if (!(error instanceof PortSpecError)) throw error;
    const message = `${published.path}: ${JSON.stringify(range)} is no range of ports: ${error.message}.`;
    findings.mistake(published, message, 'Write it as "first-last", or publish one port.');
    return [];
  }
}

function readShortPort(node: Node, reading: Reading): readonly PortConfig[] {
  const spec = asPrintedText(node) ?? '';
  try {
    const { ports, address } = parsePortSpec(spec);
    if (address !== undefined && !isUnspecified(address)) {
      reading.findings.warn(
        node,
        `${node.path}: Swarm cannot bind to ${address}; the port is OPEN ON ALL ADDRESSES of the nodes.`,
      );
    }
    return ports;
  } catch (error) {
    if (!(error instanceof PortSpecError)) throw error;
    reading.findings.mistake(
      node,
      `${node.path}: ${JSON.stringify(spec)} is not a port: ${error.message}.`,
      'Write it as "target", "published:target" or "published:target/udp".',
    );
    return [];
  }
}

/** The manager refuses one published port twice in a service, whatever the target. */
function reportDuplicates(ports: readonly PlacedPort[], reading: Reading): void {
  const firsts = new Map<string, Node>();
  for (const { node, config } of ports) {
    if (config.PublishedPort === undefined) continue;
    const key = `${config.PublishedPort}/${(config.Protocol ?? 'tcp').toLowerCase()}`;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, node);
    else {
      reading.findings.mistake(
        node,
        `${node.path} publishes ${key}, which ${first.path} publishes already.`,
        'Publish the port once.',
      );
    }
  }
}

function reportRoutedPorts(ports: readonly PlacedPort[], reading: Reading): void {
  for (const { node, config } of ports) {
    if ((config.PublishMode ?? 'ingress').toLowerCase() === 'host') continue;
    reading.findings.mistake(
      node,
      `${node.path} is published by the routing mesh, which Swarm refuses to a service with endpoint_mode: dnsrr.`,
      'Publish it in its long form with mode: host, or remove endpoint_mode.',
    );
  }
}
