import type { Node, Service, Task } from '../../shared/engine/objects.ts';
import { callEngine } from '../cluster/engine-call.ts';

export interface StackState {
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  /** Tasks that run now, of all services. */
  readonly running: readonly Task[];
}

/** What the swarm holds of a stack, asked of the engine itself and not of the code under test. */
export async function readStackState(socketPath: string, stack: string): Promise<StackState> {
  const filters = JSON.stringify({ label: [`com.docker.stack.namespace=${stack}`] });
  const query = `filters=${encodeURIComponent(filters)}`;
  const [services, tasks] = await Promise.all([
    callEngine<readonly Service[]>({ socketPath, path: `/services?${query}` }),
    callEngine<readonly Task[]>({ socketPath, path: `/tasks?${query}` }),
  ]);
  const running = tasks.filter((task) => task.Status.State === 'running' && task.DesiredState === 'running');
  return { services, tasks, running };
}

/** The service of a stack file's key. */
export function serviceOf({ services }: StackState, stack: string, key: string): Service {
  const service = services.find(({ Spec }) => Spec.Name === `${stack}_${key}`);
  if (service === undefined) throw new Error(`the swarm has no service ${stack}_${key}`);
  return service;
}

/** Names of services that have fewer tasks running than they ask for; a program that may end may have ended well. */
export async function servicesNotRunning(socketPath: string, stack: string): Promise<readonly string[]> {
  const [{ services, tasks, running }, nodes] = await Promise.all([
    readStackState(socketPath, stack),
    callEngine<readonly Node[]>({ socketPath, path: '/nodes' }),
  ]);
  return services
    .filter(({ ID, Spec }) => {
      const mayEnd = Spec.TaskTemplate.RestartPolicy?.Condition === 'none';
      const ended = mayEnd ? tasks.filter(({ Status }) => Status.State === 'complete') : [];
      const counted = [...running, ...ended];
      const have = counted.filter((task) => task.ServiceID === ID).length;
      const constrained = (Spec.TaskTemplate.Placement?.Constraints ?? []).length > 0;
      const want = Spec.Mode.Replicated?.Replicas ?? (constrained ? 1 : nodes.length);
      return have < want;
    })
    .map(({ Spec }) => Spec.Name);
}

/** What would change if any service had been written or any task replaced; a program that is to end ends by itself. */
export function traceOf({ services, running }: StackState): unknown {
  const lasting = running.filter(({ Spec }) => Spec.RestartPolicy?.Condition !== 'none');
  return {
    services: services.map(({ ID, Version }) => `${ID} ${Version.Index}`).toSorted(),
    running: lasting.map(({ ID }) => ID).toSorted(),
  };
}
