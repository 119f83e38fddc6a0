import type { Network } from '../../engine/objects.ts';
import type { AddressPool, NetworkCreate } from '../../engine/specs.ts';

/** Ids of the tunnels, which the engine chooses and lists among the options. */
const CHOSEN_OPTION = 'com.docker.network.driver.overlay.vxlanid_list';

/** What would make a network like the one found; what the engine chose for it is left to the engine again. */
export function foundNetwork(network: Network): NetworkCreate {
  const { Name, Driver, Options, Internal = false, Attachable = false, EnableIPv6, IPAM, Labels } = network;
  const { [CHOSEN_OPTION]: _chosen, ...options } = Options ?? {};
  return {
    Name,
    Driver,
    Options: Object.keys(options).length === 0 ? null : options,
    Internal,
    Attachable,
    IPAM: foundAddresses(IPAM),
    Labels: Labels ?? {},
    Scope: '',
    ConfigOnly: false,
    ConfigFrom: null,
    Ingress: false,
    CheckDuplicate: true,
    ...(EnableIPv6 === true ? { EnableIPv6 } : {}),
  };
}

function foundAddresses(found: Network['IPAM']): NetworkCreate['IPAM'] {
  const pools = (found?.Config ?? []).filter((pool) => !isFromPool(pool));
  const options = found?.Options ?? null;
  if (pools.length === 0 && options === null) return null;
  return { Driver: found?.Driver ?? 'default', Config: pools.length === 0 ? null : pools, Options: options };
}

/** As Swarm gives networks that name no subnet: a /24 of 10.0.0.0/8 with the first address as gateway. */
function isFromPool({ Subnet, Gateway, IPRange }: AddressPool): boolean {
  const beginning = /^(10\.\d+\.\d+)\.0\/24$/.exec(Subnet ?? '')?.[1];
  return beginning !== undefined && Gateway === `${beginning}.1` && !IPRange;
}
