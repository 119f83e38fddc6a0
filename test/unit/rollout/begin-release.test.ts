import { expect, it } from 'vitest';
import { type Delivery, NO_DELIVERY } from '../../../shared/compose/delivery/delivery.ts';
import type { Ledger } from '../../../shared/release/ledger/ledger.ts';
import type { ReleaseRecord } from '../../../shared/release/ledger/release-record.ts';
import { beginRelease } from '../../../shared/rollout/begin-release.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { currentStack, handClock, stackPlan } from '../../support/swarm-objects.ts';
import { readText } from '../compose/stack-text.ts';

const DESIRED = readText(
  [
    'services: {api: {image: "api:1"}, web: {image: "web:1"}}',
    'x-swarm-delivery:',
    '  hooks: {pre: [{service: api, name: migration, command: x}, {service: web, name: seed, command: x}]}',
    '  verify: [{service: web, command: x}, {url: "https://shop.example.com"}]',
    '',
  ].join('\n'),
);

/** What is recorded of a change that makes these services. */
async function recordedDelivery(keys: readonly string[]): Promise<Delivery | undefined> {
  let begun: ReleaseRecord | undefined;
  const ledger: Pick<Ledger, 'begin'> = {
    begin: async (record) => {
      begun = record;
      return 1;
    },
  };
  const services = DESIRED.services
    .filter(({ key }) => keys.includes(key))
    .map((desired) => ({
      ...({ action: 'create', key: desired.key, name: desired.spec.Name, dependsOn: [] } as const),
      ...{ position: desired.position, spec: desired.spec },
    }));
  const planned = {
    ...{ desired: DESIRED, delivery: NO_DELIVERY, current: currentStack() },
    ...{ plan: stackPlan({ stack: DESIRED.name, services }), standing: { releases: [] } },
  };
  await beginRelease(fakeEngine({}), ledger as Ledger, planned, {
    action: 'rollback',
    ...{ origin: { approvals: [] }, keepReleases: 10, clock: handClock() },
  });
  return begun?.stack.delivery;
}

it('records the hooks and checks of a release that are not carried out this time', async () => {
  expect(DESIRED.delivery.hooks.pre).toHaveLength(2);
  expect(DESIRED.delivery.verify).toHaveLength(2);
  expect(await recordedDelivery(['api', 'web'])).toEqual(DESIRED.delivery);
});

it('records no hook or check of a service that the stack does not have', async () => {
  const delivery = await recordedDelivery(['api']);
  expect(delivery?.hooks.pre.map(({ name }) => name)).toEqual(['migration']);
  expect(delivery?.verify.map(({ kind }) => kind)).toEqual(['url']);
});
