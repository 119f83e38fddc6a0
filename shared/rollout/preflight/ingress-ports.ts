import type { DesiredService, DesiredStack } from '../../compose/desired-stack.ts';
import type { Service } from '../../engine/objects.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';
import { portsOfMode, publishedPorts } from './published-ports.ts';

/** Ports on the ingress network, of which each exists once in the whole swarm. */
export function ingressPorts(
  { services }: DesiredStack,
  current: Pick<CurrentStack, 'services' | 'otherServices'>,
): readonly Finding[] {
  const names = new Set(services.map(({ spec }) => spec.Name));
  const left = current.services.filter(({ Spec }) => !names.has(Spec.Name));
  return [
    ...services.flatMap((service, at) => takenInFile(service, services.slice(0, at))),
    ...services.flatMap((service) => takenInSwarm(service, [...left, ...current.otherServices])),
    ...services.flatMap((service) => moving(service, services, current.services)),
    ...services.flatMap(withoutVirtualAddress),
  ];
}

function takenInFile({ key, spec, position }: DesiredService, earlier: readonly DesiredService[]): Finding[] {
  const own = publishedPorts(spec.EndpointSpec?.Ports).filter(({ mode }) => mode === 'ingress');
  const twice = [...new Set(own.map(({ name }) => name))].filter(
    (port) => own.filter(({ name }) => name === port).length > 1,
  );
  const clashes = portsOfMode(spec.EndpointSpec?.Ports, 'ingress').flatMap((port) => {
    const owner = earlier.find((other) =>
      portsOfMode(other.spec.EndpointSpec?.Ports, 'ingress').includes(port),
    );
    return owner === undefined ? [] : [{ port, owner: owner.key }];
  });
  return [...twice.map((port) => ({ port, owner: 'the same service' })), ...clashes].map(
    ({ port, owner }) => ({
      level: 'error',
      message: `${key}: the published port ${port} is published by ${owner} already.`,
      fix: 'Publish another port, or remove one of the two.',
      position,
      service: spec.Name,
    }),
  );
}

function takenInSwarm({ key, spec, position }: DesiredService, others: readonly Service[]): Finding[] {
  return portsOfMode(spec.EndpointSpec?.Ports, 'ingress').flatMap((port) => {
    const owner = others.find(({ Spec, Endpoint }) =>
      portsOfMode(Endpoint?.Ports ?? Spec.EndpointSpec?.Ports, 'ingress').includes(port),
    );
    if (owner === undefined) return [];
    return [
      {
        level: 'error' as const,
        message: `${key}: the published port ${port} belongs to the service ${owner.Spec.Name}.`,
        fix: `Publish another port, or remove that service: docker service rm ${owner.Spec.Name}`,
        position,
        service: spec.Name,
      },
    ];
  });
}

/** Services are written at the same time: the new owner may come before the old one has let go. */
function moving(
  { key, spec, position }: DesiredService,
  services: readonly DesiredService[],
  present: readonly Service[],
): Finding[] {
  return portsOfMode(spec.EndpointSpec?.Ports, 'ingress').flatMap((port) => {
    const before = present.find(({ Spec }) =>
      portsOfMode(Spec.EndpointSpec?.Ports, 'ingress').includes(port),
    );
    const after = services.find((other) => other.spec.Name === before?.Spec.Name);
    const keeps = portsOfMode(after?.spec.EndpointSpec?.Ports, 'ingress').includes(port);
    if (after === undefined || after.key === key || keeps) return [];
    return [
      {
        level: 'warning' as const,
        message: `${key}: the published port ${port} moves here from ${after.key}, and the engine refuses it until that has let it go.`,
        fix: 'If that happens, run this step again.',
        position,
        service: spec.Name,
      },
    ];
  });
}

/** The ingress network leads to a service's virtual address, which one with dnsrr does not have. */
function withoutVirtualAddress({ key, spec, position }: DesiredService): Finding[] {
  const { Mode, Ports = [] } = spec.EndpointSpec ?? {};
  const ports = Ports.filter(({ PublishMode }) => PublishMode !== 'host');
  if (Mode !== 'dnsrr' || ports.length === 0) return [];
  const targets = ports.map(({ TargetPort }) => TargetPort).join(', ');
  return [
    {
      level: 'error',
      message: `${key}: endpoint_mode dnsrr cannot publish a port (${targets}) in mode ingress.`,
      fix: 'Publish it with "mode: host", or use "endpoint_mode: vip".',
      position,
      service: spec.Name,
    },
  ];
}
