import type { ContainerSpec, Placement, ServiceSpec, TaskSpec } from '../../engine/specs.ts';
import { STACK_LABEL } from '../plan/current-stack.ts';
import { ONE_SHOT_LABEL, type OneShotPurpose } from './one-shot-label.ts';

export interface OneShotProgram {
  /** Of the service; unique, so that a second one by accident is refused by the engine (see `oneShotName`). */
  readonly name: string;
  readonly stack: string;
  readonly purpose: OneShotPurpose;
  /** Another image than that of the service; its own user, directory and program then hold. */
  readonly image?: string;
  /** Replaces the entrypoint; without `args` beside it there are none. */
  readonly entrypoint?: readonly string[];
  readonly args?: readonly string[];
  readonly user?: string;
  /** `NAME=value`, over those of the service; a bare `NAME` takes one away. */
  readonly environment?: readonly string[];
  /** Besides those of the service. */
  readonly constraints?: readonly string[];
}

/** Which parts of a container belong to the surroundings of a service and not to the program it runs. */
const SURROUNDINGS = [
  'Groups',
  'Privileges',
  'ReadOnly',
  'Mounts',
  'StopGracePeriod',
  'Hosts',
  'DNSConfig',
  'Secrets',
  'Configs',
  'Isolation',
  'Init',
  'Sysctls',
  'CapabilityAdd',
  'CapabilityDrop',
  'Ulimits',
] as const satisfies readonly (keyof ContainerSpec)[];

const PROGRAM = [
  'Command',
  'Args',
  'Dir',
  'User',
  'StopSignal',
] as const satisfies readonly (keyof ContainerSpec)[];

/**
 * A service that runs one program once, in the surroundings of another service: its networks, configs, secrets,
 * variables, mounts, limits and constraints. Left out is what would make it part of that service: aliases, by which it
 * would be sent the service's traffic, ports, labels, health check, reservations. A plain service with one replica and
 * restart condition `none` runs once also when managers come and go, which the engine's jobs do not.
 */
export function oneShotSpec(service: ServiceSpec, program: OneShotProgram): ServiceSpec {
  const { TaskTemplate: task } = service;
  const labels = { [STACK_LABEL]: program.stack };
  const placement = placementOf(task, program);
  const limits = task.Resources?.Limits;
  return {
    Name: program.name,
    Labels: { ...labels, [ONE_SHOT_LABEL]: program.purpose },
    TaskTemplate: {
      ContainerSpec: { ...containerOf(task.ContainerSpec, program), Labels: labels },
      ...(limits === undefined ? {} : { Resources: { Limits: limits } }),
      ...(placement === undefined ? {} : { Placement: placement }),
      ...(task.LogDriver === undefined ? {} : { LogDriver: task.LogDriver }),
      RestartPolicy: { Condition: 'none' },
      Networks: (task.Networks ?? []).map(({ Aliases: _aliases, ...attachment }) => attachment),
      ForceUpdate: 0,
    },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: 'dnsrr' },
  };
}

function containerOf(container: ContainerSpec, program: OneShotProgram): ContainerSpec {
  const { image, entrypoint, args, user } = program;
  const env = withVariables(container.Env ?? [], program.environment ?? []);
  const own = entrypoint !== undefined || args !== undefined;
  return {
    Image: image ?? container.Image,
    ...pick(container, SURROUNDINGS),
    ...(image === undefined ? pick(container, PROGRAM) : {}),
    ...(entrypoint === undefined ? {} : { Command: entrypoint }),
    ...(own ? { Args: args ?? [] } : {}),
    ...(user === undefined ? {} : { User: user }),
    ...(env.length === 0 ? {} : { Env: env }),
    Healthcheck: { Test: ['NONE'] },
  };
}

/** The platforms of a service are those of its image. */
function placementOf({ Placement: placement }: TaskSpec, program: OneShotProgram): Placement | undefined {
  const constraints = [...(placement?.Constraints ?? []), ...(program.constraints ?? [])];
  const platforms = program.image === undefined ? (placement?.Platforms ?? []) : [];
  if (constraints.length + platforms.length === 0) return undefined;
  return {
    ...(constraints.length === 0 ? {} : { Constraints: constraints }),
    ...(platforms.length === 0 ? {} : { Platforms: platforms }),
  };
}

function withVariables(base: readonly string[], over: readonly string[]): readonly string[] {
  const nameOf = (variable: string): string => variable.split('=', 1)[0] ?? '';
  const replaced = new Set(over.map(nameOf));
  return [
    ...base.filter((variable) => !replaced.has(nameOf(variable))),
    ...over.filter((variable) => variable.includes('=')),
  ];
}

function pick<Key extends keyof ContainerSpec>(
  container: ContainerSpec,
  keys: readonly Key[],
): Pick<ContainerSpec, Key> {
  const picked: Partial<Pick<ContainerSpec, Key>> = {};
  for (const key of keys) if (container[key] !== undefined) picked[key] = container[key];
  return picked as Pick<ContainerSpec, Key>;
}
