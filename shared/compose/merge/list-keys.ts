import { PortSpecError, parsePortSpec } from '../convert/port-spec.ts';
import { parseVolumeSpec, VolumeSpecError } from '../convert/volume-spec.ts';
import type { Node } from '../document/node.ts';
import { asInteger, asPrintedText, asText, valueAt } from '../document/values.ts';

/** Where a volume is mounted. */
export function targetOfVolume(item: Node): string | undefined {
  if (item.kind === 'map') return asText(valueAt(item, 'target'));
  const text = asText(item);
  if (text === undefined) return undefined;
  try {
    return parseVolumeSpec(text).target;
  } catch (error) {
    if (error instanceof VolumeSpecError) return undefined;
    throw error;
  }
}

/** Under which name a service sees a config or secret. */
export function targetOfReference(item: Node): string | undefined {
  return asText(item) ?? (asText(valueAt(item, 'target')) || asText(valueAt(item, 'source')));
}

/** The published port, or what tells one without it from others. Swarm publishes no port of a service twice. */
export function keyOfPort(item: Node): string | undefined {
  if (item.kind === 'map') {
    const published = asInteger(valueAt(item, 'published')) ?? 0;
    const protocol = (asText(valueAt(item, 'protocol')) || 'tcp').toLowerCase();
    const mode = (asText(valueAt(item, 'mode')) || 'ingress').toLowerCase();
    const target = asInteger(valueAt(item, 'target')) ?? 0;
    return published > 0 ? `${published}/${protocol}` : `to ${target}/${protocol} ${mode}`;
  }
  const [port, second] = parsePorts(item)?.ports ?? [];
  if (port === undefined || second !== undefined) return undefined;
  return port.PublishedPort === undefined
    ? `to ${port.TargetPort}/${port.Protocol} ingress`
    : `${port.PublishedPort}/${port.Protocol}`;
}

/** Writes a range of ports as single ones, so that another file can replace one of them. */
export function unfoldPorts(items: readonly Node[]): readonly Node[] {
  return items.flatMap((item): readonly Node[] => {
    const spec = item.kind === 'scalar' ? parsePorts(item) : undefined;
    if (item.kind !== 'scalar' || spec === undefined || spec.ports.length < 2) return [item];
    const { ports, address } = spec;
    return ports.map(({ PublishedPort = '', TargetPort, Protocol }) => {
      const published = address === undefined ? `${PublishedPort}` : `[${address}]:${PublishedPort}`;
      const value = published === '' ? `${TargetPort}/${Protocol}` : `${published}:${TargetPort}/${Protocol}`;
      return { ...item, value };
    });
  });
}

function parsePorts(item: Node): ReturnType<typeof parsePortSpec> | undefined {
  try {
    return parsePortSpec(asPrintedText(item) ?? '');
  } catch (error) {
    if (error instanceof PortSpecError) return undefined;
    throw error;
  }
}
