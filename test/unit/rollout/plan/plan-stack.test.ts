import { describe, expect, it } from 'vitest';
import type { DesiredStack } from '../../../../shared/compose/desired-stack.ts';
import type { Network, Service } from '../../../../shared/engine/objects.ts';
import type { PortConfig, RestartPolicy, ServiceSpec } from '../../../../shared/engine/specs.ts';
import type { CurrentStack } from '../../../../shared/rollout/plan/current-stack.ts';
import {
  countChanges,
  type Plan,
  type ServiceChange,
  writesNothing,
} from '../../../../shared/rollout/plan/plan.ts';
import { planJson } from '../../../../shared/rollout/plan/plan-json.ts';
import { type PlanOptions, planStack as planStackWith } from '../../../../shared/rollout/plan/plan-stack.ts';
import { planLines } from '../../../../shared/rollout/plan/plan-text.ts';
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

const planStack = (desired: DesiredStack, present: CurrentStack, options: Partial<PlanOptions> = {}): Plan =>
  planStackWith(desired, present, { ...PLAN_OPTIONS, ...options });

function current(services: readonly Service[], rest: Partial<CurrentStack> = {}): CurrentStack {
  return currentStack({ services, networks: [DEFAULT_NETWORK], ...rest });
}

function planOne(desired: ServiceSpec, present: ServiceSpec): ServiceChange {
  const plan = planStack(
    desiredStack({ services: [desiredService(desired)] }),
    current([service({ Spec: storedSpec(present) })]),
  );
  const [change] = plan.services;
  if (change === undefined) throw new Error('no change planned');
  return change;
}

describe('planStack', () => {
  it('finds nothing to write when the engine only added its defaults', () => {
    const spec = serviceSpec(
      {
        EndpointSpec: { Ports: [{ TargetPort: 80, PublishedPort: 8080 }] },
        UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, Order: '' },
      },
      { Privileges: { CredentialSpec: null, SELinuxContext: null, NoNewPrivileges: false }, Env: ['A=1'] },
    );
    expect(planOne(spec, spec).action).toBe('unchanged');
  });

  it.each([
    [
      'a restart policy without condition',
      restarting({ MaxAttempts: 3 }),
      restarting({ Condition: 'any', MaxAttempts: 3 }),
    ],
    [
      'a protocol in capitals',
      published({ Protocol: 'TCP' }),
      published({ Protocol: 'tcp', PublishMode: 'ingress' }),
    ],
    ['an unknown publish mode', published({ PublishMode: 'vip' }), published({ PublishMode: 'ingress' })],
    [
      'isolation in capitals',
      serviceSpec({}, { Isolation: 'Default' }),
      serviceSpec({}, { Isolation: 'default' }),
    ],
  ])('knows what the engine makes of %s', (_what, sent, kept) => {
    expect(planOne(sent, kept).action).toBe('unchanged');
  });

  it('takes the network "host" for the one no list shows', () => {
    const spec = serviceSpec({
      TaskTemplate: { ...serviceSpec().TaskTemplate, Networks: [{ Target: 'host' }] },
    });
    const hostStored = storedSpec(spec);
    const withHostId: ServiceSpec = {
      ...hostStored,
      TaskTemplate: { ...hostStored.TaskTemplate, Networks: [{ Target: 'nnfh41o1i3wzmutld4x3gfiin' }] },
    };
    const plan = planStack(
      desiredStack({ services: [desiredService(spec)] }),
      current([service({ Spec: withHostId })]),
    );
    expect(plan.services[0]?.action).toBe('unchanged');
  });

  it.each([
    ['image', serviceSpec({ Labels: { 'com.docker.stack.image': 'app:2' } }, { Image: 'app:2' }), 'all'],
    ['a variable', serviceSpec({}, { Env: ['A=1', 'B=3'] }), 'all'],
    ['init false', serviceSpec({}, { Init: false }), 'all'],
    ['endpoint mode', serviceSpec({ EndpointSpec: { Mode: 'dnsrr' } }), 'all'],
    ['replicas', serviceSpec({ Mode: { Replicated: { Replicas: 0 } } }), 'none'],
    ['service label', serviceSpec({ Labels: { ...serviceSpec().Labels, team: 'a' } }), 'none'],
    [
      'update order',
      serviceSpec({ UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, Order: 'start-first' } }),
      'none',
    ],
    [
      'constraint',
      serviceSpec({
        TaskTemplate: { ...serviceSpec().TaskTemplate, Placement: { Constraints: ['node.role==manager'] } },
      }),
      'where-needed',
    ],
  ])('knows what a change of %s restarts', (_what, wanted, restarts) => {
    const present = serviceSpec({}, { Env: ['A=1', 'B=2'] });
    const desired = wanted.TaskTemplate.ContainerSpec.Env ? wanted : withEnv(wanted, ['A=1', 'B=2']);
    expect(planOne(desired, present)).toMatchObject({ action: 'update', restarts });
  });

  it('keeps how often somebody forced an update', () => {
    const forced = { ...serviceSpec(), TaskTemplate: { ...serviceSpec().TaskTemplate, ForceUpdate: 3 } };
    const change = planOne(serviceSpec(), forced);
    expect(change.action).toBe('unchanged');
    expect(change.spec.TaskTemplate.ForceUpdate).toBe(3);
  });

  it('never shows the value of a variable, neither in the text nor in the JSON', () => {
    const plan = planStack(
      desiredStack({ services: [desiredService(serviceSpec({}, { Env: ['TOKEN=new-hunter2', 'MODE=x'] }))] }),
      current([service({ Spec: storedSpec(serviceSpec({}, { Env: ['TOKEN=old-hunter2', 'MODE=x'] })) })]),
    );
    const shown = [...planLines(plan), planJson(plan)].join('\n');
    expect(shown).toContain('TaskTemplate.ContainerSpec.Env.TOKEN');
    expect(shown).toContain('environment.TOKEN: changed (value hidden)');
    expect(shown).not.toContain('hunter2');
    expect(shown).not.toContain('Env.MODE');
  });

  it('notices a config that was deleted and made again under the same name', () => {
    const reference = { ConfigName: 'demo_c', File: { Name: '/c', UID: '0', GID: '0', Mode: 292 } };
    const present = serviceSpec({}, { Configs: [{ ...reference, ConfigID: 'old' }] });
    const config = {
      ID: 'new',
      Version: { Index: 1 },
      CreatedAt: '',
      Spec: { Name: 'demo_c', Labels: {}, Data: 'YQ==' },
    };
    const plan = planStack(
      desiredStack({ services: [desiredService(serviceSpec({}, { Configs: [reference] }))] }),
      current([service({ Spec: storedSpec(present) })], { configs: [config] }),
    );
    expect(plan.services[0]).toMatchObject({ action: 'update', restarts: 'all' });
  });

  it('is the same text for the same state, whatever order the engine lists it in', () => {
    const a = service({ ID: 'a', Spec: storedSpec(serviceSpec({ Name: 'demo_a' })) });
    const b = service({ ID: 'b', Spec: storedSpec(serviceSpec({ Name: 'demo_b' })) });
    const desired = desiredStack({
      services: ['demo_b', 'demo_a', 'demo_c'].map((Name) => desiredService(serviceSpec({ Name }))),
    });
    expect(planJson(planStack(desired, current([a, b])))).toBe(planJson(planStack(desired, current([b, a]))));
  });

  it('does not update for ever what an old engine drops, but says so', () => {
    const young = serviceSpec({}, { Healthcheck: { Test: ['CMD', '/x'], StartInterval: 1e9 } });
    const old = serviceSpec({}, { Healthcheck: { Test: ['CMD', '/x'] } });
    const desired = desiredStack({ services: [desiredService(young)] });
    const plan = planStack(desired, current([service({ Spec: storedSpec(old) })]));
    expect(plan.services[0]?.action).toBe('unchanged');
    expect(plan.notes.join()).toContain('start_interval needs Docker Engine 25');
    const newer = planStack(desired, current([service({ Spec: storedSpec(old) })], { apiVersion: '1.44' }));
    expect(newer.services[0]?.action).toBe('update');
    expect(newer.notes).toEqual([]);
  });

  it('keeps a secret that somebody else made, and says that its content is unknown', () => {
    const secret = { ID: 's', Version: { Index: 1 }, CreatedAt: '', Spec: { Name: 'demo_s', Labels: {} } };
    const desired = desiredStack({
      secrets: [{ spec: { Name: 'demo_s', Labels: {}, Data: 'YQ==' }, position: POSITION }],
    });
    const plan = planStack(desired, current([], { secrets: [secret] }));
    expect(plan.secrets).toEqual([]);
    expect(plan.notes).toEqual([
      'secret demo_s is kept: whether its content changed cannot be known. The input replace-secrets replaces it.',
    ]);
  });

  it('says what is left running because the file does not name it', () => {
    const plan = planStack(
      desiredStack(),
      current([service({ ID: 'x', Spec: storedSpec(serviceSpec({ Name: 'demo_old' })) })]),
    );
    expect(plan.notes).toEqual(['demo_old is not among the services wanted and is left running.']);
    expect(plan.removals).toEqual([]);
    expect(writesNothing(plan)).toBe(false);
  });

  it('removes with prune what the files no longer have, and only networks that nobody else has joined', () => {
    const old = service({ ID: 'x', Spec: storedSpec(serviceSpec({ Name: 'demo_old' })) });
    const guest = service({
      ID: 'guest',
      Spec: serviceSpec({
        Name: 'guest',
        Labels: {},
        TaskTemplate: { ...serviceSpec().TaskTemplate, Networks: [{ Target: 'id-demo_shared' }] },
      }),
    });
    const ours = (Name: string, stack = 'demo'): Network => ({
      Id: `id-${Name}`,
      Name,
      Scope: 'swarm',
      Driver: 'overlay',
      Labels: { 'com.docker.stack.namespace': stack },
    });
    const present = currentStack({
      services: [old, service({ Spec: storedSpec(serviceSpec()) })],
      otherServices: [guest],
      networks: [
        DEFAULT_NETWORK,
        ours('demo_b'),
        ours('demo_a'),
        ours('demo_shared'),
        ours('demo_out'),
        ours('other', 'other'),
      ],
    });
    const desired = desiredStack({
      external: { networks: [{ name: 'demo_out', position: POSITION }], configs: [], secrets: [] },
    });
    const plan = planStack(desired, present, { prune: true });
    expect(plan.removals.map(({ name, current }) => [name, current.ID])).toEqual([['demo_old', 'x']]);
    expect(plan.networkRemovals).toEqual([
      { name: 'demo_a', id: 'id-demo_a' },
      { name: 'demo_b', id: 'id-demo_b' },
    ]);
    expect(plan.notes).toEqual([]);
    expect(countChanges(plan)).toBe(1);
    expect(planLines(plan)).toEqual([
      '= service demo_web',
      '- service demo_old',
      '- network demo_a',
      '- network demo_b',
      'Services: 1 to remove, 1 unchanged.',
    ]);
    expect(planStack(desired, present).notes).toEqual([
      'demo_old is not among the services wanted and is left running.',
      'network demo_a is not among the networks wanted and is left there.',
      'network demo_b is not among the networks wanted and is left there.',
    ]);
  });

  it('leaves present replicas alone when told so, and says where the file has another number', () => {
    const desired = desiredStack({
      services: [
        desiredService(serviceSpec({ Mode: { Replicated: { Replicas: 5 } } })),
        desiredService(serviceSpec({ Name: 'demo_new', Mode: { Replicated: { Replicas: 4 } } })),
      ],
    });
    const plan = planStack(desired, current([service({ Spec: storedSpec(serviceSpec()) })]), {
      keepReplicas: true,
    });
    expect(plan.services.map(({ action, spec }) => [action, spec.Mode.Replicated?.Replicas])).toEqual([
      ['create', 4],
      ['unchanged', 2],
    ]);
    expect(plan.notes).toEqual(['demo_web keeps its 2 replicas instead of 5.']);
  });

  it('names for each service those it waits for, as far as they are deployed', () => {
    const on = (other: string) => ({
      service: other,
      condition: 'service_started' as const,
      required: false,
      restart: false,
      position: POSITION,
    });
    const desired = desiredStack({
      services: [
        { ...desiredService(), dependsOn: [on('gone'), on('db'), on('cache'), on('db')] },
        desiredService(serviceSpec({ Name: 'demo_db' })),
        desiredService(serviceSpec({ Name: 'demo_cache' })),
      ],
    });
    const dependsOn = planStack(desired, current([])).services.map((change) => change.dependsOn);
    expect(dependsOn).toEqual([[], [], ['cache', 'db']]);
  });
});

function restarting(RestartPolicy: RestartPolicy): ServiceSpec {
  return serviceSpec({ TaskTemplate: { ...serviceSpec().TaskTemplate, RestartPolicy } });
}

function published(port: Partial<PortConfig>): ServiceSpec {
  return serviceSpec({ EndpointSpec: { Ports: [{ TargetPort: 80, PublishedPort: 8080, ...port }] } });
}

function withEnv(spec: ServiceSpec, Env: readonly string[]): ServiceSpec {
  return {
    ...spec,
    TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Env } },
  };
}
