import { isIPv6 } from 'node:net';
import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { Network } from '../../engine/objects.ts';
import type { AddressPool, NetworkCreate } from '../../engine/specs.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';

/** What the engine adds to the options it was given (measured on 20.10 and 28.5). */
const ADDED_OPTIONS: ReadonlySet<string> = new Set([
  'com.docker.network.driver.overlay.vxlanid_list',
  'com.docker.network.ipam.serial',
]);

/**
 * Networks of the stack that the swarm holds with other settings than the file has. Swarm never changes a network, and
 * `docker stack deploy` leaves it as it is without a word, encrypted or not.
 */
export function networkSettings(
  { networks }: DesiredStack,
  current: Pick<CurrentStack, 'networks'>,
): readonly Finding[] {
  return networks.flatMap(({ body, position }) => {
    const stored = current.networks.find(({ Name, Scope }) => Name === body.Name && Scope === 'swarm');
    const differing = stored === undefined || !isAllocated(stored) ? [] : networkDifferences(body, stored);
    if (differing.length === 0) return [];
    return [
      {
        level: 'error' as const,
        message: `The network ${body.Name} is in the swarm with other settings, and Swarm cannot change a network: ${differing.join('; ')}.`,
        fix: `Undo that, or give the network another name ("name:", or another key): its services move over and their tasks restart. To keep the name, first remove all that uses the network, then: docker network rm ${body.Name}`,
        position,
      },
    ];
  });
}

/** Engine 28.5 takes a subnet of IPv6 and then never gives the network a driver or addresses: nothing to compare with. */
function isAllocated({ Driver }: Network): boolean {
  return Driver !== '';
}

/** Each difference as a clause; what a file leaves to the engine (addresses, drivers) never differs. */
export function networkDifferences(wanted: NetworkCreate, stored: Network): readonly string[] {
  const flags = [
    ['internal', wanted.Internal, stored.Internal],
    ['attachable', wanted.Attachable, stored.Attachable],
    ['enable_ipv6', wanted.EnableIPv6, stored.EnableIPv6],
  ] as const;
  return [
    ...(wanted.Driver === stored.Driver ? [] : [told('driver', wanted.Driver, stored.Driver)]),
    ...flags
      .filter(([, is, was]) => (is ?? false) !== (was ?? false))
      .map(([name, is, was]) => told(name, String(is ?? false), String(was ?? false))),
    ...optionDifferences('driver_opts', wanted.Options, stored.Options),
    ...ipamDifferences(wanted.IPAM, stored.IPAM),
  ];
}

function told(name: string, wanted: string, stored: string): string {
  return `${name} is ${wanted || '(none)'} in the file and ${stored || '(none)'} in the swarm`;
}

type Options = NetworkCreate['Options'];

/** Names alone: what an option of a driver holds is not known. */
function optionDifferences(where: string, wanted: Options, stored: Options | undefined): readonly string[] {
  const names = new Set([...Object.keys(wanted ?? {}), ...Object.keys(stored ?? {})]);
  return [...names]
    .filter((name) => wanted?.[name] !== undefined || !ADDED_OPTIONS.has(name))
    .filter((name) => wanted?.[name] !== stored?.[name])
    .toSorted()
    .map((name) => {
      if (stored?.[name] === undefined) return `${where}.${name} is only in the file`;
      return `${where}.${name} is ${wanted?.[name] === undefined ? 'only in the swarm' : 'another one in the swarm'}`;
    });
}

function ipamDifferences(wanted: NetworkCreate['IPAM'], stored: Network['IPAM']): readonly string[] {
  const [driver, present] = [wanted?.Driver || 'default', stored?.Driver || 'default'];
  const pools = wanted?.Config ?? [];
  return [
    ...(driver === present ? [] : [told('ipam.driver', driver, present)]),
    ...optionDifferences('ipam.options', wanted?.Options ?? null, stored?.Options),
    ...(pools.length === 0 ? [] : poolDifferences(pools, stored?.Config ?? [])),
  ];
}

/** Pools of a family that the file does not name are the engine's; so is a gateway it leaves out. */
function poolDifferences(wanted: readonly AddressPool[], stored: readonly AddressPool[]): readonly string[] {
  const families = new Set(wanted.map(familyOf));
  const extra = stored.filter(
    (pool) => families.has(familyOf(pool)) && !wanted.some((each) => samePool(each, pool)),
  );
  const missing = wanted.filter((pool) => !stored.some((each) => samePool(pool, each)));
  if (missing.length === 0 && extra.length === 0) return [];
  return [told('ipam.config', missing.map(poolText).join(', '), extra.map(poolText).join(', '))];
}

function samePool(wanted: AddressPool, stored: AddressPool): boolean {
  const parts = [
    [wanted.Subnet, stored.Subnet],
    [wanted.IPRange, stored.IPRange],
    [wanted.Gateway, stored.Gateway],
  ] as const;
  return parts.every(([is, was]) => is === undefined || is.toLowerCase() === was?.toLowerCase());
}

function familyOf({ Subnet = '' }: AddressPool): 4 | 6 {
  return isIPv6(Subnet.split('/')[0] ?? '') ? 6 : 4;
}

function poolText({ Subnet, IPRange, Gateway }: AddressPool): string {
  return [Subnet, IPRange && `range ${IPRange}`, Gateway && `gateway ${Gateway}`]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}
