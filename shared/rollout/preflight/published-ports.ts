import type { EndpointSpec } from '../../engine/specs.ts';

export interface PublishedPort {
  /** `8080/tcp`: what cannot be had twice. */
  readonly name: string;
  readonly mode: 'ingress' | 'host';
}

/** The ports with a number of their own; the others get a free one. */
export function publishedPorts(ports: EndpointSpec['Ports']): readonly PublishedPort[] {
  return (ports ?? [])
    .filter(({ PublishedPort = 0 }) => PublishedPort > 0)
    .map(({ PublishedPort, Protocol, PublishMode }) => ({
      name: `${PublishedPort}/${Protocol || 'tcp'}`,
      mode: PublishMode === 'host' ? 'host' : 'ingress',
    }));
}

export function portsOfMode(ports: EndpointSpec['Ports'], mode: PublishedPort['mode']): readonly string[] {
  const names = publishedPorts(ports)
    .filter((port) => port.mode === mode)
    .map(({ name }) => name);
  return [...new Set(names)];
}
