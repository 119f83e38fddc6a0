import type {
  DesiredSecret,
  DesiredService,
  DesiredStack,
  ExternalObject,
} from '../../compose/desired-stack.ts';
import { isAtLeast } from '../../engine/api-version-order.ts';
import type { Network, Secret, Service } from '../../engine/objects.ts';
import { UserError } from '../../errors/user-error.ts';
import { DIGEST_LABEL, matchesDigest } from '../../release/secret-digest.ts';
import type { CurrentStack } from './current-stack.ts';

/** Networks every node has of its own; the engine lets services join them although they are not swarm networks. */
const NODE_NETWORKS = new Set(['host', 'none', 'bridge']);

/** Everything of this stack that the engine would refuse, each at its place in the stack file. */
export function refusals(desired: DesiredStack, current: CurrentStack): readonly UserError[] {
  return [
    ...desired.external.networks.flatMap((network) => missingNetwork(network, current.networks)),
    ...desired.external.configs.flatMap((config) => missingObject('config', config, current.configs)),
    ...desired.external.secrets.flatMap((secret) => missingObject('secret', secret, current.secrets)),
    ...desired.configs.flatMap(({ spec, position }) => {
      const stored = current.configs.find((config) => config.Spec.Name === spec.Name);
      const same = stored === undefined || (stored.Spec.Data ?? '') === (spec.Data ?? '');
      return same ? [] : [contentChange('config', spec.Name, position)];
    }),
    ...desired.secrets.flatMap((secret) => changedSecret(secret, current.secrets)),
    ...desired.services.flatMap((service) => modeChange(service, current.services)),
    ...desired.services.flatMap((service) => youngSubpath(service, current.apiVersion)),
  ];
}

function missingNetwork({ name, position }: ExternalObject, networks: readonly Network[]): UserError[] {
  if (NODE_NETWORKS.has(name)) return [];
  const network = networks.find((candidate) => candidate.Name === name);
  if (network?.Scope === 'swarm') return [];
  const what = network === undefined ? 'does not exist' : `has the scope "${network.Scope}", not "swarm"`;
  return [
    new UserError(`The external network "${name}" ${what}.`, {
      position,
      fix: `Create it on a manager: docker network create --driver overlay ${name}`,
    }),
  ];
}

function missingObject(
  kind: 'config' | 'secret',
  { name, position }: ExternalObject,
  stored: readonly { readonly Spec: { readonly Name: string } }[],
): UserError[] {
  if (stored.some((object) => object.Spec.Name === name)) return [];
  return [
    new UserError(`The external ${kind} "${name}" does not exist.`, {
      position,
      fix: `Create it on a manager: docker ${kind} create ${name} FILE`,
    }),
  ];
}

function changedSecret({ spec, position }: DesiredSecret, secrets: readonly Secret[]): UserError[] {
  const digest = secrets.find((secret) => secret.Spec.Name === spec.Name)?.Spec.Labels?.[DIGEST_LABEL];
  if (digest === undefined || spec.Data === undefined) return [];
  return matchesDigest(Buffer.from(spec.Data, 'base64'), digest)
    ? []
    : [contentChange('secret', spec.Name, position)];
}

function contentChange(kind: 'config' | 'secret', name: string, position: UserError['position']): UserError {
  return new UserError(
    `The content of ${kind} "${name}" changed, and Swarm cannot change a ${kind} that exists.`,
    {
      ...(position === undefined ? {} : { position }),
      fix: `Give it a new name in the stack file, for example "name: ${name}_2".`,
    },
  );
}

function modeChange({ spec, position }: DesiredService, services: readonly Service[]): UserError[] {
  const stored = services.find((service) => service.Spec.Name === spec.Name);
  const [before] = Object.keys(stored?.Spec.Mode ?? {});
  const [after] = Object.keys(spec.Mode);
  if (before === undefined || before === after) return [];
  return [
    new UserError(`${spec.Name} runs in mode "${before}"; Swarm cannot change it to "${after}".`, {
      position,
      fix: `Remove the service first (its tasks stop): docker service rm ${spec.Name}`,
    }),
  ];
}

/** An older engine would mount the whole volume instead, without a word. */
function youngSubpath({ key, spec, position }: DesiredService, apiVersion: string): UserError[] {
  const mounts = spec.TaskTemplate.ContainerSpec.Mounts ?? [];
  if (isAtLeast(apiVersion, '1.45') || mounts.every((mount) => !mount.VolumeOptions?.Subpath)) return [];
  return [
    new UserError(`${key}: volume.subpath needs Docker Engine 26; this one would mount the whole volume.`, {
      position,
      fix: 'Use a volume of its own, or update the engines.',
    }),
  ];
}
