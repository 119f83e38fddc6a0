import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../shared/engine/engine.ts';
import { ONE_SHOT_LABEL } from '../../../../shared/rollout/one-shot/one-shot-label.ts';
import { readCurrentStack } from '../../../../shared/rollout/plan/current-stack.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { desiredStack, node, POSITION, service, serviceSpec } from '../../../support/swarm-objects.ts';

const stored = (Name: string) => ({
  ID: Name,
  Version: { Index: 1 },
  CreatedAt: '',
  Spec: { Name, Labels: {} },
});
const wanted = (Name: string) => ({ spec: { Name, Labels: {} }, position: POSITION });

function engineWith(configs: Partial<Engine['configs']>): Engine {
  const byHand = service({ ID: 'by-hand', Spec: serviceSpec({ Labels: {} }) });
  const oneShot = service({
    ID: 'migrate',
    Spec: serviceSpec({ Labels: { ...serviceSpec().Labels, [ONE_SHOT_LABEL]: 'hook' } }),
  });
  return fakeEngine({
    services: { list: async () => [service(), byHand, oneShot] },
    nodes: { list: async () => [node()] },
    networks: { list: async () => [] },
    configs,
  });
}

describe('readCurrentStack', () => {
  it('tells the services of the stack from all others, in one list, and asks for no more than there is', async () => {
    const current = await readCurrentStack(engineWith({}), desiredStack());
    expect(current.services.map(({ ID }) => ID)).toEqual(['service-web']);
    expect(current.otherServices.map(({ ID }) => ID)).toEqual(['by-hand']);
    expect(current.oneShots.map(({ ID }) => ID)).toEqual(['migrate']);
  });

  it('finds all versions of its own configs, and of external ones the one it names', async () => {
    const names = ['demo_c', 'demo_c.01234567', 'demo_cc', 'shared', 'shared.01234567', 'demo_c.v2'];
    const asked: unknown[] = [];
    const engine = engineWith({
      list: async (filters) => {
        asked.push(filters);
        return names.map(stored);
      },
    });
    const desired = desiredStack({
      configs: [wanted('demo_c')],
      external: { networks: [], configs: [{ name: 'shared', position: POSITION }], secrets: [] },
    });
    const { configs } = await readCurrentStack(engine, desired);
    expect(configs.map(({ Spec }) => Spec.Name)).toEqual(['demo_c', 'demo_c.01234567', 'shared']);
    expect(asked).toEqual([{ name: ['demo_c', 'shared'] }]);
  });
});
