import type { DesiredStack } from '../../shared/compose/desired-stack.ts';
import type { Node } from '../../shared/engine/objects.ts';
import type { PortConfig, ServiceSpec, TaskSpec } from '../../shared/engine/specs.ts';
import type { Finding } from '../../shared/rollout/preflight/finding.ts';
import { desiredService, desiredStack, node, serviceSpec } from './swarm-objects.ts';

/** A service of the stack file, with what a check looks at. */
export function wanted(
  key: string,
  task: Partial<TaskSpec> = {},
  changes: Partial<ServiceSpec> = {},
): ServiceSpec {
  const base = serviceSpec();
  return serviceSpec({
    Name: `demo_${key}`,
    Mode: { Replicated: { Replicas: 1 } },
    TaskTemplate: { ...base.TaskTemplate, ...task },
    ...changes,
  });
}

export function stackOf(...specs: readonly ServiceSpec[]): DesiredStack {
  return desiredStack({ services: specs.map(desiredService) });
}

export function publishing(...Ports: readonly PortConfig[]): Partial<ServiceSpec> {
  return { EndpointSpec: { Ports } };
}

export const START_FIRST: Partial<ServiceSpec> = {
  UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, Order: 'start-first' },
};

export function replicas(count: number): Partial<ServiceSpec> {
  return { Mode: { Replicated: { Replicas: count } } };
}

/** Nodes that are up, named e1, e2, ... */
export function nodes(count: number, changes: Partial<Node> = {}): readonly Node[] {
  return Array.from({ length: count }, (_, at) => {
    const Hostname = `e${at + 1}`;
    const fresh = node({ ID: Hostname, ...changes });
    return { ...fresh, Description: { ...fresh.Description, Hostname } };
  });
}

/** Findings as a list of lines, short enough to read in a test. */
export function told(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ level, message }) => `${level} ${message}`);
}
