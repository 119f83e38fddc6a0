import { expect, it } from 'vitest';
import { knownToReleases } from '../../../../shared/rollout/plan/known-to-releases.ts';
import { releaseEntry } from '../../../support/releases.ts';
import { currentStack, service, serviceSpec } from '../../../support/swarm-objects.ts';

it('takes services that no release names for those of others', () => {
  const named = (Name: string) => service({ Spec: serviceSpec({ Name }) });
  const current = currentStack({ services: ['demo_web', 'demo_hand', 'found'].map(named) });
  const images = ['web', 'found'].map((key) => ({ service: key, image: 'app:1' }));
  const releases = [
    releaseEntry(2, { contents: { problem: 'it is damaged' } }),
    releaseEntry(1, { contents: { images, fingerprint: '' } }),
  ];
  const { services, otherServices } = knownToReleases('demo', current, releases);
  expect(services.map(({ Spec }) => Spec.Name)).toEqual(['demo_web', 'found']);
  expect(otherServices.map(({ Spec }) => Spec.Name)).toEqual(['demo_hand']);
});
