import type { DesiredNetwork, DesiredStack, ExternalObject } from '../../compose/desired-stack.ts';
import type { Network } from '../../engine/objects.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';

/** Networks every node has of its own; the engine lets services join them although they are not swarm networks. */
const NODE_NETWORKS = new Set(['host', 'none', 'bridge']);

/** Networks, configs and secrets that the stack file takes for granted and the swarm does not have, or not as such. */
export function externalObjects(
  { external, networks: own }: DesiredStack,
  { networks, configs, secrets }: Pick<CurrentStack, 'networks' | 'configs' | 'secrets'>,
): readonly Finding[] {
  return [
    ...external.networks.flatMap((network) => missingNetwork(network, networks)),
    ...own.flatMap((network) => takenName(network, networks)),
    ...external.configs.flatMap((config) => missingObject('config', config, configs)),
    ...external.secrets.flatMap((secret) => missingObject('secret', secret, secrets)),
  ];
}

function missingNetwork({ name, position }: ExternalObject, networks: readonly Network[]): Finding[] {
  const named = networks.filter((candidate) => candidate.Name === name);
  if (NODE_NETWORKS.has(name) || named.some(({ Scope }) => Scope === 'swarm')) return [];
  const [network] = named;
  if (network === undefined) {
    const fix = `Create it on a manager: docker network create --driver overlay ${name}`;
    return [{ level: 'error', message: `The external network "${name}" does not exist.`, fix, position }];
  }
  return [
    {
      level: 'error',
      message: `The external network "${name}" has the scope "${network.Scope}", not "swarm".`,
      fix: `Remove it or use another name, and make one for the swarm: docker network create --driver overlay ${name}`,
      position,
    },
  ];
}

/** Services would be joined to that network and not to one of the swarm. */
function takenName({ body, position }: DesiredNetwork, networks: readonly Network[]): Finding[] {
  const named = networks.filter((candidate) => candidate.Name === body.Name);
  const [network] = named;
  if (network === undefined || named.some(({ Scope }) => Scope === 'swarm')) return [];
  return [
    {
      level: 'error',
      message: `The name of the network "${body.Name}" belongs to one with the scope "${network.Scope}".`,
      fix: `Remove that one (docker network rm ${body.Name}), or give this network another name.`,
      position,
    },
  ];
}

function missingObject(
  kind: 'config' | 'secret',
  { name, position }: ExternalObject,
  stored: readonly { readonly Spec: { readonly Name: string } }[],
): Finding[] {
  if (stored.some((object) => object.Spec.Name === name)) return [];
  const fix = `Create it on a manager: docker ${kind} create ${name} FILE`;
  return [{ level: 'error', message: `The external ${kind} "${name}" does not exist.`, fix, position }];
}
