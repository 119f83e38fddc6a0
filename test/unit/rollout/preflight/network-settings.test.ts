import { describe, expect, it } from 'vitest';
import type { Network } from '../../../../shared/engine/objects.ts';
import type { NetworkCreate } from '../../../../shared/engine/specs.ts';
import {
  networkDifferences,
  networkSettings,
} from '../../../../shared/rollout/preflight/network-settings.ts';
import { desiredStack, POSITION } from '../../../support/swarm-objects.ts';

function wanted(changes: Partial<NetworkCreate> = {}): NetworkCreate {
  return {
    Name: 'demo_net',
    Driver: 'overlay',
    Options: null,
    Internal: false,
    Attachable: false,
    IPAM: null,
    Labels: { 'com.docker.stack.namespace': 'demo' },
    Scope: '',
    ConfigOnly: false,
    ConfigFrom: null,
    Ingress: false,
    CheckDuplicate: true,
    ...changes,
  };
}

/** As engine 20.10 lists one that was made with nothing but a name. */
function stored(changes: Partial<Network> = {}): Network {
  return {
    Id: 'net',
    Name: 'demo_net',
    Scope: 'swarm',
    Driver: 'overlay',
    EnableIPv6: false,
    IPAM: { Driver: 'default', Options: null, Config: [{ Subnet: '10.0.1.0/24', Gateway: '10.0.1.1' }] },
    Internal: false,
    Attachable: false,
    Options: { 'com.docker.network.driver.overlay.vxlanid_list': '4097' },
    Labels: { 'com.docker.stack.namespace': 'demo' },
    ...changes,
  };
}

const pools = (...Config: readonly object[]): NetworkCreate['IPAM'] => ({
  Driver: '',
  Config,
  Options: null,
});
const held = (...Config: readonly object[]): NetworkCreate['IPAM'] => ({
  Driver: 'default',
  Config,
  Options: null,
});

describe('networkDifferences', () => {
  it.each<[string, Partial<NetworkCreate>, Partial<Network>]>([
    ['what the engine chose', {}, {}],
    ['empty options', { Options: {} }, { Options: null }],
    [
      'a gateway the file leaves to the engine',
      { IPAM: pools({ Subnet: '10.7.0.0/24' }) },
      { IPAM: held({ Subnet: '10.7.0.0/24', Gateway: '10.7.0.1' }) },
    ],
    [
      'addresses of the other family',
      { EnableIPv6: true, IPAM: pools({ Subnet: 'FD00:1::/64' }) },
      { EnableIPv6: true, IPAM: held({ Subnet: '10.0.1.0/24' }, { Subnet: 'fd00:1::/64' }) },
    ],
    [
      'the mark of options for addresses',
      { IPAM: { Driver: 'default', Config: null, Options: { a: 'b' } } },
      {
        IPAM: {
          Driver: 'default',
          Config: null,
          Options: { a: 'b', 'com.docker.network.ipam.serial': 'true' },
        },
      },
    ],
    [
      'auxiliary addresses, which Swarm drops',
      { IPAM: pools({ Subnet: '10.7.0.0/24', AuxiliaryAddresses: { a: '10.7.0.9' } }) },
      { IPAM: held({ Subnet: '10.7.0.0/24' }) },
    ],
  ])('is nothing for %s', (_what, file, swarm) => {
    expect(networkDifferences(wanted(file), stored(swarm))).toEqual([]);
  });

  it.each<[Partial<NetworkCreate>, Partial<Network>, readonly string[]]>([
    [{ Driver: 'macvlan' }, {}, ['driver is macvlan in the file and overlay in the swarm']],
    [{ Internal: true }, {}, ['internal is true in the file and false in the swarm']],
    [{}, { Attachable: true }, ['attachable is false in the file and true in the swarm']],
    [{ EnableIPv6: true }, {}, ['enable_ipv6 is true in the file and false in the swarm']],
    [{ Options: { encrypted: '' } }, {}, ['driver_opts.encrypted is only in the file']],
    [{}, { Options: { encrypted: '' } }, ['driver_opts.encrypted is only in the swarm']],
    [
      { Options: { 'com.docker.network.driver.overlay.vxlanid_list': '5001' } },
      {},
      ['driver_opts.com.docker.network.driver.overlay.vxlanid_list is another one in the swarm'],
    ],
    [
      { IPAM: pools({ Subnet: '10.7.0.0/24' }) },
      {},
      ['ipam.config is 10.7.0.0/24 in the file and 10.0.1.0/24 gateway 10.0.1.1 in the swarm'],
    ],
    [
      { IPAM: pools({ Subnet: '10.0.1.0/24', IPRange: '10.0.1.0/28' }) },
      {},
      [
        'ipam.config is 10.0.1.0/24 range 10.0.1.0/28 in the file and 10.0.1.0/24 gateway 10.0.1.1 in the swarm',
      ],
    ],
    [
      { IPAM: { Driver: 'other', Config: null, Options: null } },
      {},
      ['ipam.driver is other in the file and default in the swarm'],
    ],
  ])('tells what differs: %o', (file, swarm, told) => {
    expect(networkDifferences(wanted(file), stored(swarm))).toEqual(told);
  });
});

describe('networkSettings', () => {
  const stack = desiredStack({
    networks: [{ body: wanted({ Internal: true, Options: { encrypted: '' } }), position: POSITION }],
  });

  it('refuses at the network, and says what can be done', () => {
    const [finding, ...more] = networkSettings(stack, { networks: [stored()] });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ level: 'error', position: POSITION });
    expect(finding?.service).toBeUndefined();
    expect(finding?.message).toBe(
      'The network demo_net is in the swarm with other settings, and Swarm cannot change a network: internal is true in the file and false in the swarm; driver_opts.encrypted is only in the file.',
    );
    expect(finding?.fix).toContain('docker network rm demo_net');
  });

  it('looks at networks of the swarm alone', () => {
    expect(networkSettings(stack, { networks: [] })).toEqual([]);
    expect(networkSettings(stack, { networks: [stored({ Scope: 'local' })] })).toEqual([]);
  });

  it('does not compare with a network that the engine has not given a driver yet', () => {
    const waiting = stored({ Driver: '', IPAM: { Driver: '', Options: null, Config: null }, Options: null });
    expect(networkSettings(stack, { networks: [waiting] })).toEqual([]);
  });
});
