import { describe, expect, it } from 'vitest';
import { NO_DELIVERY } from '../../../../shared/compose/delivery/delivery.ts';
import type { Config, Network, Secret } from '../../../../shared/engine/objects.ts';
import {
  type FoundStack,
  foundRelease,
  plannedRelease,
} from '../../../../shared/release/ledger/released-stack.ts';
import { DIGEST_LABEL } from '../../../../shared/release/secret-digest.ts';
import {
  desiredService,
  desiredStack,
  POSITION,
  service,
  serviceSpec,
} from '../../../support/swarm-objects.ts';

const STACK_LABELS = { 'com.docker.stack.namespace': 'demo' };
const NETWORK: Network = {
  Id: 'network-id',
  Name: 'demo_default',
  Scope: 'swarm',
  Driver: 'overlay',
  Labels: STACK_LABELS,
  Options: { 'com.docker.network.driver.overlay.vxlanid_list': '4097' },
  IPAM: { Driver: 'default', Config: [{ Subnet: '10.0.1.0/24', Gateway: '10.0.1.1' }], Options: null },
};

function stored<Spec>(Spec: Spec, ID: string) {
  return { ID, Version: { Index: 1 }, CreatedAt: '', Spec };
}

const CONFIG: Config = stored({ Name: 'demo_c', Labels: STACK_LABELS, Data: 'b25l' }, 'config-id');
const SECRET: Secret = stored({ Name: 'demo_s', Labels: { [DIGEST_LABEL]: 'scrypt:stored' } }, 'secret-id');

/** As the engine gives it. */
const USING = serviceSpec(
  {
    TaskTemplate: {
      ContainerSpec: {
        Image: 'app:1',
        Configs: [{ ConfigName: 'demo_c', ConfigID: 'config-id' }],
        Secrets: [{ SecretName: 'demo_s', SecretID: 'secret-id' }],
        Privileges: { CredentialSpec: { Config: 'config-id' }, SELinuxContext: null },
      },
      Networks: [{ Target: 'network-id', Aliases: ['web'] }],
    },
  },
  {},
);

const networkName = (target: string) => (target === 'network-id' ? 'demo_default' : target);

function found(changes: Partial<FoundStack> = {}): FoundStack {
  const services = [service({ Spec: USING })];
  return { services, networks: [NETWORK], configs: [CONFIG], secrets: [SECRET], ...changes };
}

describe('a stack as it is found', () => {
  const released = foundRelease('demo', found(), networkName);

  it('is recorded with names in place of ids, and nothing else changed', () => {
    const [recorded] = released.services;
    expect(recorded?.key).toBe('web');
    expect(recorded?.spec.TaskTemplate.Networks).toEqual([{ Target: 'demo_default', Aliases: ['web'] }]);
    expect(recorded?.spec.TaskTemplate.ContainerSpec).toEqual({
      Image: 'app:1',
      Configs: [{ ConfigName: 'demo_c' }],
      Secrets: [{ SecretName: 'demo_s' }],
      Privileges: { CredentialSpec: { Config: 'demo_c' }, SELinuxContext: null },
    });
  });

  it('has its configs with their data, and of its secrets the names and digests alone', () => {
    expect(released.configs).toEqual([{ Name: 'demo_c', Labels: STACK_LABELS, Data: 'b25l' }]);
    expect(released.secrets).toEqual([{ name: 'demo_s', digest: 'scrypt:stored' }]);
  });

  it('has its networks as they could be made again, without what the engine chose', () => {
    expect(released.networks).toMatchObject([{ Name: 'demo_default', Options: null, IPAM: null }]);
  });

  it('leaves a subnet that somebody chose, and networks of others out', () => {
    const pool = { Subnet: '172.28.0.0/16', Gateway: '172.28.0.1' };
    const own = { ...NETWORK, IPAM: { Driver: 'default', Config: [pool], Options: null } };
    const [network] = foundRelease('demo', found({ networks: [own] }), networkName).networks;
    expect(network?.IPAM?.Config).toEqual([pool]);
    const foreign = { ...NETWORK, Labels: null };
    expect(foundRelease('demo', found({ networks: [foreign] }), networkName).networks).toEqual([]);
  });
});

describe('a stack as it will be', () => {
  const web = serviceSpec({}, { Image: 'app:2', Secrets: [{ SecretName: 'demo_new' }] });
  const desired = desiredStack({
    services: [desiredService(web)],
    secrets: [{ spec: { Name: 'demo_new', Labels: {}, Data: 'c2VjcmV0' }, position: POSITION }],
  });
  const worker = service({ ID: 'w', Spec: { ...USING, Name: 'demo_worker' } });
  const planned = (removals: readonly { name: string }[]) =>
    plannedRelease(
      desired,
      {
        services: [{ key: 'web', spec: web }],
        removals,
        secrets: [
          {
            spec: { Name: 'demo_new', Labels: { [DIGEST_LABEL]: 'scrypt:new' }, Data: 'c2VjcmV0' },
            position: POSITION,
          },
        ],
      },
      found({ services: [service({ Spec: serviceSpec() }), worker] }),
      networkName,
    );

  it('holds what the plan says and what it leaves alone', () => {
    const { services, configs, secrets, networks, delivery } = planned([]);
    expect(services.map(({ spec }) => [spec.Name, spec.TaskTemplate.ContainerSpec.Image])).toEqual([
      ['demo_web', 'app:2'],
      ['demo_worker', 'app:1'],
    ]);
    expect(configs.map(({ Name }) => Name)).toEqual(['demo_c']);
    expect(secrets).toEqual([
      { name: 'demo_new', digest: 'scrypt:new' },
      { name: 'demo_s', digest: 'scrypt:stored' },
    ]);
    expect(networks.map(({ Name }) => Name)).toEqual(['demo_default']);
    expect(delivery).toEqual(NO_DELIVERY);
  });

  it('does not hold what the plan removes', () => {
    const { services, configs } = planned([{ name: 'demo_worker' }]);
    expect(services.map(({ spec }) => spec.Name)).toEqual(['demo_web']);
    expect(configs).toEqual([]);
  });

  it('holds no content of a secret', () => {
    expect(JSON.stringify(planned([]))).not.toContain('c2VjcmV0');
  });
});
