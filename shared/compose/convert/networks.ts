import type { AddressPool, NetworkAttachment, NetworkCreate } from '../../engine/specs.ts';
import type { SourcePosition } from '../../errors/user-error.ts';
import type { DesiredNetwork, ExternalObject } from '../desired-stack.ts';
import type { Node } from '../document/node.ts';
import { asBoolean, asList, asMap, asText, asTexts, valueAt } from '../document/values.ts';
import { compareBytes } from './compare-bytes.ts';
import { type Declared, findDeclared, type Section, warnOfUnusedKeys } from './declared.ts';
import { readOptions, readTextMapping } from './mapping.ts';
import { checkName, labelsOfStack, scopedName } from './names.ts';
import { omitEmpty, orUndefined } from './omit-empty.ts';
import { oneOfEachName } from './one-of-each-name.ts';
import type { Reading } from './reading.ts';

const DEFAULT_NETWORK = 'default';

/** Networks every node has; services get no names on them, and nobody needs to make them. */
const PREDEFINED: ReadonlySet<string> = new Set(['default', 'bridge', 'host', 'none']);

export interface ServiceNetworks {
  readonly attachments: readonly NetworkAttachment[];
  /** The networks behind them. */
  readonly used: readonly Declared[];
}

/**
 * The networks of a service by full name, each with the service's key as the last alias. A service that names none
 * is in `default`, which need not be declared.
 */
export function readServiceNetworks(
  node: Node | undefined,
  service: { readonly key: string; readonly position: SourcePosition },
  declared: Section,
  reading: Reading,
): ServiceNetworks {
  const named = namedNetworks(node, service.position);
  const joined = named.flatMap(({ key, options, at }) => {
    const network = findNetwork(declared, key, at, reading);
    return network === undefined ? [] : [{ network, attachment: attach(network, service.key, options) }];
  });
  return {
    attachments: joined.map(({ attachment }) => attachment).sort((a, b) => compareBytes(a.Target, b.Target)),
    used: joined.map(({ network }) => network),
  };
}

interface NamedNetwork {
  readonly key: string;
  readonly options: Node | undefined;
  readonly at: Node;
}

function namedNetworks(node: Node | undefined, position: SourcePosition): readonly NamedNetwork[] {
  const listed = (asList(node)?.items ?? []).flatMap((item): readonly NamedNetwork[] => {
    const key = asText(item);
    return key === undefined ? [] : [{ key, options: undefined, at: item }];
  });
  const mapped = (asMap(node)?.entries ?? []).map(({ key, keyPosition, value }) => ({
    key,
    options: value,
    at: { ...value, position: keyPosition },
  }));
  const named = [...listed, ...mapped];
  if (named.length > 0 || node?.kind === 'broken') return named;
  const at: Node = { kind: 'scalar', value: DEFAULT_NETWORK, substituted: false, position, path: 'networks' };
  return [{ key: DEFAULT_NETWORK, options: undefined, at }];
}

function findNetwork(declared: Section, key: string, at: Node, reading: Reading): Declared | undefined {
  if (key !== DEFAULT_NETWORK || declared.declared.has(key)) return findDeclared(declared, key, at, reading);
  return {
    key,
    name: scopedName(reading.stack, key),
    external: false,
    body: undefined,
    position: at.position,
  };
}

function attach(network: Declared, service: string, options: Node | undefined): NetworkAttachment {
  const aliases = asTexts(valueAt(options, 'aliases'));
  return omitEmpty<NetworkAttachment>({
    Target: network.name,
    Aliases: PREDEFINED.has(network.name) ? aliases : [...aliases, service],
    DriverOpts: orUndefined(readOptions(valueAt(options, 'driver_opts'))),
  });
}

export interface UsedNetworks {
  readonly created: readonly DesiredNetwork[];
  readonly external: readonly ExternalObject[];
}

/** The networks to make and those that must exist, each once, by name. Declared networks nobody uses are left out. */
export function collectNetworks(used: readonly Declared[], reading: Reading): UsedNetworks {
  const distinct = [...new Map(used.map((network) => [network.key, network])).values()];
  const all = distinct.map((declared) => ({
    declared,
    spec: declared.external ? undefined : networkBody(declared, reading),
  }));
  const named = oneOfEachName('network', all, reading.findings).toSorted((a, b) =>
    compareBytes(a.declared.name, b.declared.name),
  );
  const external = named.map(({ declared }) => declared).filter((network) => network.external);
  for (const network of external) warnOfUnusedKeys(network, reading);
  const created = named.flatMap(({ declared, spec }) =>
    spec === undefined ? [] : [{ body: spec, position: declared.position }],
  );
  for (const { body, position } of created) checkName('network', body.Name, { position }, reading.findings);
  return {
    created,
    external: external
      .filter(({ name }) => !PREDEFINED.has(name))
      .map(({ name, position }) => ({ name, position })),
  };
}

/** `CheckDuplicate` makes engines before 25 refuse a second network of the name; later ones do so anyway. */
function networkBody({ name, body }: Declared, reading: Reading): NetworkCreate {
  return {
    Name: name,
    Driver: asText(valueAt(body, 'driver')) || 'overlay',
    Options: readOptions(valueAt(body, 'driver_opts')) ?? null,
    Internal: asBoolean(valueAt(body, 'internal')) ?? false,
    Attachable: asBoolean(valueAt(body, 'attachable')) ?? false,
    IPAM: readIpam(valueAt(body, 'ipam')),
    Labels: labelsOfStack(reading.stack, readTextMapping(valueAt(body, 'labels'))),
    Scope: '',
    ConfigOnly: false,
    ConfigFrom: null,
    Ingress: false,
    CheckDuplicate: true,
    ...(asBoolean(valueAt(body, 'enable_ipv6')) === true ? { EnableIPv6: true } : {}),
  };
}

function readIpam(node: Node | undefined): NetworkCreate['IPAM'] {
  const driver = asText(valueAt(node, 'driver')) ?? '';
  const options = orUndefined(readOptions(valueAt(node, 'options'))) ?? null;
  const pools = (asList(valueAt(node, 'config'))?.items ?? []).map(readPool);
  if (driver === '' && pools.length === 0 && options === null) return null;
  return { Driver: driver, Config: pools.length === 0 ? null : pools, Options: options };
}

function readPool(pool: Node): AddressPool {
  return omitEmpty<AddressPool>({
    Subnet: asText(valueAt(pool, 'subnet')),
    IPRange: asText(valueAt(pool, 'ip_range')),
    Gateway: asText(valueAt(pool, 'gateway')),
    AuxiliaryAddresses: orUndefined(readOptions(valueAt(pool, 'aux_addresses'))),
  });
}
