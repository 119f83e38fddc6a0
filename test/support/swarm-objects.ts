import { NO_DELIVERY } from '../../shared/compose/delivery/delivery.ts';
import type { DesiredService, DesiredStack } from '../../shared/compose/desired-stack.ts';
import type { Node, Service, Task, TaskStatus } from '../../shared/engine/objects.ts';
import type { ServiceSpec, TaskSpec } from '../../shared/engine/specs.ts';
import type { CurrentStack } from '../../shared/rollout/plan/current-stack.ts';
import type { Plan } from '../../shared/rollout/plan/plan.ts';
import type { PlanOptions } from '../../shared/rollout/plan/plan-stack.ts';
import type { Clock } from '../../shared/rollout/watch/clock.ts';
import type { Observation } from '../../shared/rollout/watch/observation.ts';

/** Small, complete objects for tests of pure functions; every field that matters to a test is given by the test. */
export const POSITION = { file: 'stack.yml', line: 3, column: 3 };

export function serviceSpec(
  changes: Partial<ServiceSpec> = {},
  container: Partial<TaskSpec['ContainerSpec']> = {},
): ServiceSpec {
  return {
    Name: 'demo_web',
    Labels: { 'com.docker.stack.image': 'app:1', 'com.docker.stack.namespace': 'demo' },
    TaskTemplate: {
      ContainerSpec: { Image: 'app:1', ...container },
      Resources: {},
      Placement: {},
      ForceUpdate: 0,
      Networks: [{ Target: 'demo_default', Aliases: ['web'] }],
    },
    Mode: { Replicated: { Replicas: 2 } },
    EndpointSpec: {},
    ...changes,
  };
}

export function service(changes: Partial<Service> = {}): Service {
  return {
    ID: 'service-web',
    Version: { Index: 10 },
    CreatedAt: '2026-01-01T00:00:00Z',
    UpdatedAt: '2026-01-01T00:00:00Z',
    Spec: serviceSpec(),
    ...changes,
  };
}

export function task(
  changes: Partial<Omit<Task, 'Status'>> & { readonly Status?: Partial<TaskStatus> } = {},
): Task {
  const { Status, ...rest } = changes;
  return {
    ID: 'task-1',
    Version: { Index: 1 },
    CreatedAt: '2026-01-01T00:00:00Z',
    UpdatedAt: '2026-01-01T00:00:00Z',
    Spec: serviceSpec().TaskTemplate,
    ServiceID: 'service-web',
    Slot: 1,
    NodeID: 'node-1',
    DesiredState: 'running',
    Status: { Timestamp: '2026-01-01T00:00:00Z', State: 'running', ...Status },
    ...rest,
  };
}

export function node(changes: Partial<Node> = {}): Node {
  return {
    ID: 'node-1',
    Spec: { Role: 'worker', Availability: 'active', Labels: {} },
    Description: { Hostname: 'e1', Platform: { Architecture: 'x86_64', OS: 'linux' } },
    Status: { State: 'ready', Addr: '10.0.0.1' },
    ...changes,
  };
}

export function look(at: number, parts: Partial<Observation> = {}): Observation {
  return { at, isWhole: true, services: [service()], tasks: [], nodes: [node()], ...parts };
}

export function desiredService(spec: ServiceSpec = serviceSpec()): DesiredService {
  return { key: spec.Name.replace(/^demo_/, ''), spec, position: POSITION };
}

export function desiredStack(changes: Partial<DesiredStack> = {}): DesiredStack {
  return {
    name: 'demo',
    services: [desiredService()],
    networks: [],
    configs: [],
    secrets: [],
    external: { networks: [], configs: [], secrets: [] },
    delivery: NO_DELIVERY,
    warnings: [],
    ...changes,
  };
}

/** One node that is up, and nothing else. */
export function currentStack(changes: Partial<CurrentStack> = {}): CurrentStack {
  return {
    services: [],
    otherServices: [],
    oneShots: [],
    nodes: [node()],
    networks: [],
    configs: [],
    secrets: [],
    apiVersion: '1.41',
    ...changes,
  };
}

/** What a step without further inputs plans with. */
export const PLAN_OPTIONS: PlanOptions = { prune: false, keepReplicas: false };

/** A plan that writes nothing but what a test puts into it. */
export function stackPlan(changes: Partial<Plan> = {}): Plan {
  return {
    stack: 'demo',
    networks: [],
    configs: [],
    secrets: [],
    services: [],
    removals: [],
    networkRemovals: [],
    knownIds: { configs: new Map(), secrets: new Map() },
    notes: [],
    ...changes,
  };
}

/** A clock that moves only when somebody sleeps. */
export function handClock(
  wallTime = Date.parse('2026-01-01T01:00:00Z'),
): Clock & { advance(milliseconds: number): void } {
  let now = 0;
  return {
    now: () => now,
    wallTime: () => wallTime + now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** For writes that nobody comes in between of. */
export function nobodyElse(): never {
  throw new Error('the test did not expect another writer');
}
