import type { Network } from '../../shared/engine/objects.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';

/** The network of `serviceSpec()`, as the swarm lists it. */
export const DEFAULT_NETWORK: Network = {
  Id: 'uvbqpvvpzt3z2gvhmimg2bdwi',
  Name: 'demo_default',
  Scope: 'swarm',
  Driver: 'overlay',
  Labels: {},
};

/** As engine 20.10 gives back what it was sent: ids for networks, its own defaults, what it does not know left out. */
export function storedSpec(
  spec: ServiceSpec,
  networkId: (name: string) => string = () => DEFAULT_NETWORK.Id,
): ServiceSpec {
  const { Networks, ...task } = spec.TaskTemplate;
  const ports = spec.EndpointSpec?.Ports?.map((port) => ({
    ...port,
    Protocol: port.Protocol?.toLowerCase() || 'tcp',
    PublishMode: port.PublishMode === 'host' ? 'host' : 'ingress',
  }));
  return {
    ...spec,
    TaskTemplate: {
      ...task,
      ContainerSpec: {
        ...task.ContainerSpec,
        Isolation: 'default',
        Privileges: {
          CredentialSpec: task.ContainerSpec.Privileges?.CredentialSpec ?? null,
          SELinuxContext: null,
        },
      },
      Networks: (Networks ?? []).map((network) => ({ ...network, Target: networkId(network.Target) })),
      Runtime: 'container',
    },
    EndpointSpec: {
      Mode: spec.EndpointSpec?.Mode || 'vip',
      ...(ports === undefined ? {} : { Ports: ports }),
    },
  };
}
