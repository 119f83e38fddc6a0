import { describe, expect, it } from 'vitest';
import { planJson } from '../../../../shared/rollout/plan/plan-json.ts';
import { planStack } from '../../../../shared/rollout/plan/plan-stack.ts';
import { planLines } from '../../../../shared/rollout/plan/plan-text.ts';
import { planOfService } from '../../../support/plan-of-service.ts';
import { DEFAULT_NETWORK, storedSpec } from '../../../support/stored-spec.ts';
import {
  currentStack,
  desiredService,
  desiredStack,
  PLAN_OPTIONS,
  POSITION,
  service,
  serviceSpec,
} from '../../../support/swarm-objects.ts';

const stored = (Name: string) => ({
  ID: Name,
  Version: { Index: 1 },
  CreatedAt: '',
  Spec: { Name, Labels: {} },
});
const made = (Name: string) => ({ spec: { Name, Labels: {}, Data: 'YQ==' }, position: POSITION });
const file = { Name: '/c', UID: '0', GID: '0', Mode: 292 };
const on = (other: string) => ({
  service: other,
  condition: 'service_started' as const,
  required: true,
  restart: false,
  position: POSITION,
});

/** A new database, a new version of the web service with rotated content, and one service too many. */
function busyPlan() {
  const web = serviceSpec({}, { Configs: [{ ConfigName: 'demo_c', ConfigID: 'demo_c', File: file }] });
  const wanted = serviceSpec(
    { Labels: { ...serviceSpec().Labels, 'com.docker.stack.image': 'app:2' } },
    { Image: 'app:2', Configs: [{ ConfigName: 'demo_c.0123abcd', File: file }] },
  );
  const desired = desiredStack({
    services: [
      { ...desiredService(wanted), dependsOn: [on('db')] },
      desiredService(serviceSpec({ Name: 'demo_db', Mode: { Replicated: { Replicas: 1 } } })),
      desiredService(serviceSpec({ Name: 'demo_agent', Mode: { Global: {} } })),
      desiredService(serviceSpec({ Name: 'demo_calm' })),
    ],
    configs: [made('demo_c.0123abcd'), made('demo_new'), made('demo_new.89abcdef')],
    secrets: [made('demo_s.0123abcd')],
  });
  const ofStack = { 'com.docker.stack.namespace': 'demo' };
  const gone = { ...DEFAULT_NETWORK, Id: 'gone', Name: 'demo_gone', Labels: ofStack };
  const current = currentStack({
    services: [
      service({ Spec: storedSpec(web) }),
      service({ ID: 'calm', Spec: storedSpec(serviceSpec({ Name: 'demo_calm' })) }),
      service({ ID: 'old', Spec: storedSpec(serviceSpec({ Name: 'demo_old' })) }),
    ],
    networks: [DEFAULT_NETWORK, gone],
    configs: [stored('demo_c')],
    secrets: [stored('demo_s')],
  });
  return planStack(desired, current, { ...PLAN_OPTIONS, prune: true });
}

describe('planLines', () => {
  it('tells what is made, what changes and why tasks restart, what goes, and in which order', () => {
    expect(planLines(busyPlan())).toEqual([
      '+ config demo_c.0123abcd  (new content of demo_c, used by demo_web)',
      '+ config demo_new',
      '+ config demo_new.89abcdef',
      '+ secret demo_s.0123abcd  (new content of demo_s, used by no service)',
      '+ service demo_agent  app:1  (one task on every node)',
      '= service demo_calm',
      '+ service demo_db  app:1  (1 task)',
      '~ service demo_web  (restarts 2 tasks, one at a time, stop-first: configs./c, image)',
      '    configs./c: demo_c -> demo_c.0123abcd',
      '    image: app:1 -> app:2',
      '- service demo_old',
      '- network demo_gone',
      'Order: demo_agent, demo_db; then demo_web.',
      'Services: 2 to create, 1 to update (2 tasks restart), 1 to remove, 1 unchanged.',
    ]);
  });

  it('tells a label that says the image again only where it is all that changes', () => {
    const wanted = serviceSpec({ Labels: { ...serviceSpec().Labels, 'com.docker.stack.image': 'app' } });
    expect(planLines(planOfService(wanted, serviceSpec()))).toEqual([
      '~ service demo_web  (no restart)',
      '    image as written: app:1 -> app',
      'Services: 1 to update.',
    ]);
  });

  it('warns of a write that takes the place of an update under way', () => {
    const wanted = serviceSpec({ Labels: { ...serviceSpec().Labels, team: 'a' } });
    const paused = { service: { UpdateStatus: { State: 'paused' as const } } };
    expect(planOfService(wanted, serviceSpec(), paused).notes).toEqual([
      expect.stringMatching(/^demo_web: its last update is not finished \(paused\)/),
    ]);
    expect(planOfService(serviceSpec(), serviceSpec(), paused).notes).toEqual([]);
  });
});

describe('planJson', () => {
  it('has the shape that the README documents', () => {
    expect(JSON.parse(planJson(busyPlan()))).toEqual({
      version: 1,
      stack: 'demo',
      changes: 4,
      services: [
        { name: 'demo_agent', key: 'agent', action: 'create', image: 'app:1', dependsOn: [] },
        { name: 'demo_calm', key: 'calm', action: 'unchanged', image: 'app:1', dependsOn: [] },
        { name: 'demo_db', key: 'db', action: 'create', image: 'app:1', dependsOn: [] },
        {
          name: 'demo_web',
          key: 'web',
          action: 'update',
          image: 'app:2',
          dependsOn: ['db'],
          restarts: 'all',
          tasks: { replaced: 2, added: 0, removed: 0 },
          pace: { order: 'stop-first', parallelism: 1, delay: '0s' },
          fields: [
            {
              path: 'Labels.com.docker.stack.image',
              name: 'image as written',
              before: 'app:1',
              after: 'app:2',
              restarts: 'none',
            },
            {
              path: 'TaskTemplate.ContainerSpec.Configs./c',
              name: 'configs./c',
              before: 'demo_c',
              after: 'demo_c.0123abcd',
              restarts: 'all',
            },
            {
              path: 'TaskTemplate.ContainerSpec.Image',
              name: 'image',
              before: 'app:1',
              after: 'app:2',
              restarts: 'all',
            },
          ],
        },
        { name: 'demo_old', action: 'remove', image: 'app:1' },
      ],
      networks: [{ name: 'demo_gone', action: 'remove' }],
      configs: [
        { action: 'create', name: 'demo_c.0123abcd', rotates: 'demo_c', services: ['demo_web'] },
        { action: 'create', name: 'demo_new', services: [] },
        { action: 'create', name: 'demo_new.89abcdef', services: [] },
      ],
      secrets: [{ action: 'create', name: 'demo_s.0123abcd', rotates: 'demo_s', services: [] }],
      notes: [],
    });
  });
});
