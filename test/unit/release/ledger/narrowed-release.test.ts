import { describe, expect, it } from 'vitest';
import { narrowedRelease } from '../../../../shared/release/ledger/narrowed-release.ts';
import { refusalOf } from '../../../support/refusal.ts';
import { releasedStack } from '../../../support/releases.ts';
import { serviceSpec } from '../../../support/swarm-objects.ts';

const network = (Name: string) => ({
  ...{ Name, Driver: 'overlay', Options: null, Internal: false, Attachable: false, IPAM: null },
  ...{ Labels: {}, Scope: '', ConfigOnly: false, ConfigFrom: null, Ingress: false },
});
const worker = serviceSpec({
  Name: 'demo_worker',
  TaskTemplate: { ContainerSpec: { Image: 'app:1' }, Networks: [{ Target: 'demo_back' }] },
});
const RELEASED = releasedStack({
  services: [
    { key: 'web', spec: serviceSpec() },
    { key: 'worker', spec: worker },
  ],
  networks: [network('demo_default'), network('demo_back')],
});

describe('a part of a release', () => {
  it.each(['worker', 'demo_worker'])('has the service %s alone, and the networks that it joins', (name) => {
    const { services, networks } = narrowedRelease(RELEASED, [name], 3);
    expect(services.map(({ key }) => key)).toEqual(['worker']);
    expect(networks.map(({ Name }) => Name)).toEqual(['demo_back']);
  });

  it('is refused for a service that the release does not have', async () => {
    expect(await refusalOf(() => narrowedRelease(RELEASED, ['web', 'wep'], 3))).toBe(
      'Input "services": release 3 of stack demo has no service "wep".. Write one of its services: web, worker.',
    );
  });
});
