import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../../shared/engine/specs.ts';
import { oneShotName } from '../../../../shared/rollout/one-shot/one-shot-name.ts';
import { oneShotSpec } from '../../../../shared/rollout/one-shot/one-shot-spec.ts';

const SERVICE: ServiceSpec = {
  Name: 'shop_api',
  Labels: { 'com.docker.stack.namespace': 'shop', 'traefik.enable': 'true' },
  TaskTemplate: {
    ContainerSpec: {
      Image: 'api:1@sha256:1',
      Labels: { 'com.docker.stack.namespace': 'shop', team: 'a' },
      Command: ['/entry'],
      Args: ['serve'],
      Env: ['LEVEL=1', 'MODE=prod', 'AWAY=1'],
      User: 'node',
      Dir: '/app',
      Hostname: 'api',
      TTY: true,
      Healthcheck: { Test: ['CMD', 'true'] },
      Mounts: [{ Type: 'volume', Source: 'shop_data', Target: '/data' }],
      Secrets: [{ SecretName: 'shop_word', SecretID: 's1' }],
      Configs: [{ ConfigName: 'shop_conf', ConfigID: 'c1' }],
      StopGracePeriod: 5,
      StopSignal: 'SIGQUIT',
    },
    Resources: { Limits: { MemoryBytes: 64 }, Reservations: { MemoryBytes: 32 } },
    Placement: {
      Constraints: ['node.role==worker'],
      MaxReplicas: 1,
      Platforms: [{ OS: 'linux' }],
    },
    Networks: [{ Target: 'shop_default', Aliases: ['api'], DriverOpts: { a: 'b' } }],
    LogDriver: { Name: 'gelf' },
    RestartPolicy: { Condition: 'any' },
    ForceUpdate: 7,
  },
  Mode: { Global: {} },
  UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, Order: 'start-first' },
  EndpointSpec: { Mode: 'vip', Ports: [{ TargetPort: 80 }] },
};
const PROGRAM = { name: 'shop_hook-x', stack: 'shop', purpose: 'hook' as const };

describe('oneShotSpec', () => {
  it('takes the surroundings of the service, and nothing that makes it part of the service', () => {
    expect(oneShotSpec(SERVICE, { ...PROGRAM, args: ['migrate'], environment: ['LEVEL=2', 'AWAY'] })).toEqual(
      {
        Name: 'shop_hook-x',
        Labels: { 'com.docker.stack.namespace': 'shop', 'swarm-delivery.one-shot': 'hook' },
        TaskTemplate: {
          ContainerSpec: {
            Image: 'api:1@sha256:1',
            Labels: { 'com.docker.stack.namespace': 'shop' },
            Command: ['/entry'],
            Args: ['migrate'],
            Env: ['MODE=prod', 'LEVEL=2'],
            User: 'node',
            Dir: '/app',
            Healthcheck: { Test: ['NONE'] },
            Mounts: [{ Type: 'volume', Source: 'shop_data', Target: '/data' }],
            Secrets: [{ SecretName: 'shop_word', SecretID: 's1' }],
            Configs: [{ ConfigName: 'shop_conf', ConfigID: 'c1' }],
            StopGracePeriod: 5,
            StopSignal: 'SIGQUIT',
          },
          Resources: { Limits: { MemoryBytes: 64 } },
          Placement: { Constraints: ['node.role==worker'], Platforms: [{ OS: 'linux' }] },
          Networks: [{ Target: 'shop_default', DriverOpts: { a: 'b' } }],
          LogDriver: { Name: 'gelf' },
          RestartPolicy: { Condition: 'none' },
          ForceUpdate: 0,
        },
        Mode: { Replicated: { Replicas: 1 } },
        EndpointSpec: { Mode: 'dnsrr' },
      },
    );
  });

  it('leaves the arguments of the service out beside another entrypoint', () => {
    const { Command, Args } = oneShotSpec(SERVICE, { ...PROGRAM, entrypoint: ['/backup'] }).TaskTemplate
      .ContainerSpec;
    expect([Command, Args]).toEqual([['/backup'], []]);
  });

  it('runs another image as that image wants, where the constraints allow', () => {
    const { ContainerSpec: container, Placement } = oneShotSpec(SERVICE, {
      ...PROGRAM,
      image: 'postgres:16',
      constraints: ['node.id==n1'],
    }).TaskTemplate;
    for (const key of ['Command', 'Args', 'User', 'Dir', 'StopSignal'])
      expect(container).not.toHaveProperty(key);
    expect(container).toMatchObject({ Image: 'postgres:16', Env: ['LEVEL=1', 'MODE=prod', 'AWAY=1'] });
    expect(Placement).toEqual({ Constraints: ['node.role==worker', 'node.id==n1'] });
  });
});

describe('oneShotName', () => {
  const parts = { stack: 'shop', purpose: 'hook' as const, words: 'api: bin/migrate up', unique: 'run-1' };

  it('tells what it is and is never the same', () => {
    expect(oneShotName(parts)).toMatch(/^shop_hook-api-bin-migrate-up-[0-9a-f]{10}$/);
    expect(oneShotName({ ...parts, unique: 'run-2' })).not.toBe(oneShotName(parts));
  });

  it('is a name the engine takes, whatever stands in it', () => {
    for (const words of ['', '!!!', 'ä', 'x'.repeat(200), `${'y-'.repeat(40)}`]) {
      for (const stack of ['s', 'a'.repeat(62)]) {
        const name = oneShotName({ ...parts, stack, words });
        expect(name.length).toBeLessThanOrEqual(63);
        expect(name).toMatch(/^[a-zA-Z0-9](?:[-_]*[a-zA-Z0-9]+)*$/);
      }
    }
  });
});
