import { describe, expect, it } from 'vitest';
import type { ContainerSpec, ServiceSpec } from '../../../../shared/engine/specs.ts';
import { planJson } from '../../../../shared/rollout/plan/plan-json.ts';
import { planLines } from '../../../../shared/rollout/plan/plan-text.ts';
import { fieldText } from '../../../../shared/rollout/plan/value-text.ts';
import { planOfService, updateOfService } from '../../../support/plan-of-service.ts';
import { serviceSpec } from '../../../support/swarm-objects.ts';

const linesOf = (present: ServiceSpec, wanted: ServiceSpec): readonly string[] =>
  updateOfService(wanted, present).fields.map(fieldText);
const container = (changes: Partial<ContainerSpec>): ServiceSpec => serviceSpec({}, changes);
const task = (changes: Partial<ServiceSpec['TaskTemplate']>): ServiceSpec =>
  serviceSpec({ TaskTemplate: { ...serviceSpec().TaskTemplate, ...changes } });
const file = (Name: string) => ({ Name, UID: '0', GID: '0', Mode: 292 });

describe('a changed field', () => {
  it.each<[string, ServiceSpec, ServiceSpec, readonly string[]]>([
    [
      'numbers in the units of a stack file',
      task({ Resources: { Limits: { NanoCPUs: 5e8, MemoryBytes: 64 * 1024 ** 2 } } }),
      task({ Resources: { Limits: { NanoCPUs: 1.5e9, MemoryBytes: 1024 ** 3 + 1 } } }),
      ['deploy.resources.limits.memory: 64M -> 1073741825', 'deploy.resources.limits.cpus: 0.5 -> 1.5'],
    ],
    [
      'durations',
      container({ StopGracePeriod: 10e9, Healthcheck: { Interval: 5e8, StartPeriod: 90e9 } }),
      container({ StopGracePeriod: 60e9, Healthcheck: { Interval: 1e9, StartPeriod: 90e9 } }),
      ['healthcheck.interval: 500ms -> 1s', 'stop_grace_period: 10s -> 1m'],
    ],
    [
      'ports one by one',
      serviceSpec({
        EndpointSpec: {
          Ports: [
            { TargetPort: 80, PublishedPort: 8080 },
            { TargetPort: 53, Protocol: 'udp' },
          ],
        },
      }),
      serviceSpec({
        EndpointSpec: {
          Ports: [
            { TargetPort: 81, PublishedPort: 8080 },
            { TargetPort: 90, PublishedPort: 90, PublishMode: 'host' },
          ],
        },
      }),
      [
        'ports.8080/tcp: 8080:80/tcp ingress -> 8080:81/tcp ingress',
        'ports.90/tcp: (none) -> 90:90/tcp host',
        'ports.any:53/udp: any:53/udp ingress -> (none)',
      ],
    ],
    [
      'mounts by their place',
      container({ Mounts: [{ Type: 'volume', Source: 'data', Target: '/data' }] }),
      container({
        Mounts: [
          { Type: 'volume', Source: 'data', Target: '/data', ReadOnly: true },
          { Type: 'tmpfs', Target: '/run' },
        ],
      }),
      ['volumes./data: volume data -> volume data read-only', 'volumes./run: (none) -> tmpfs'],
    ],
    [
      'a config by the file it is',
      container({ Configs: [{ ConfigName: 'demo_c', ConfigID: 'a', File: file('/etc/c') }] }),
      container({ Configs: [{ ConfigName: 'demo_c.01234567', ConfigID: 'b', File: file('/etc/c') }] }),
      ['configs./etc/c: demo_c -> demo_c.01234567'],
    ],
    [
      'aliases of a network',
      serviceSpec(),
      task({ Networks: [{ Target: 'demo_default', Aliases: ['api', 'web'] }] }),
      ['networks.demo_default: as web -> as api, web'],
    ],
    [
      'the placement',
      task({ Placement: { MaxReplicas: 1 } }),
      task({ Placement: { Constraints: ['node.role==worker'], MaxReplicas: 2 } }),
      [
        'deploy.placement.constraints: (none) -> ["node.role==worker"]',
        'deploy.placement.max_replicas_per_node: 1 -> 2',
      ],
    ],
  ])('is told in the words of a stack file: %s', (_what, present, wanted, lines) => {
    expect(linesOf(present, wanted)).toEqual(lines);
  });

  const SECRET = 'hunter2';
  it.each<[string, (secret: string) => ServiceSpec]>([
    ['environment', (secret) => container({ Env: [`TOKEN=${secret}`] })],
    ['command', (secret) => container({ Args: ['--token', secret] })],
    ['entrypoint', (secret) => container({ Command: ['/bin/run', secret] })],
    ['labels', (secret) => container({ Labels: { 'basicauth.users': secret } })],
    ['deploy.labels', (secret) => serviceSpec({ Labels: { ...serviceSpec().Labels, auth: secret } })],
    ['healthcheck', (secret) => container({ Healthcheck: { Test: ['CMD', 'curl', secret] } })],
    ['logging', (secret) => task({ LogDriver: { Name: 'splunk', Options: { 'splunk-token': secret } } })],
    [
      'volume options',
      (secret) => {
        const DriverConfig = { Name: 'local', Options: { type: 'cifs', o: `password=${secret}` } };
        return container({
          Mounts: [{ Type: 'volume', Source: 'nas', Target: '/nas', VolumeOptions: { DriverConfig } }],
        });
      },
    ],
    [
      'network options',
      (secret) =>
        task({ Networks: [{ Target: 'demo_default', Aliases: ['web'], DriverOpts: { key: secret } }] }),
    ],
    [
      'a field of tomorrow',
      (secret) => container({ Tomorrow: { Password: secret } } as Partial<ContainerSpec>),
    ],
  ])('is named and its value never shown: %s', (_what, withSecret) => {
    for (const [present, wanted] of [
      [withSecret(`old-${SECRET}`), withSecret(`new-${SECRET}`)],
      [serviceSpec(), withSecret(SECRET)],
      [withSecret(SECRET), serviceSpec()],
    ] as const) {
      const plan = planOfService(wanted, present);
      expect(plan.services[0]?.action).toBe('update');
      expect([...planLines(plan), planJson(plan)].join('\n')).not.toContain(SECRET);
    }
    const both = linesOf(withSecret('a'), withSecret('b'));
    expect(both).toEqual([expect.stringMatching(/: changed \(value hidden\)$/)]);
  });

  it('is one line, whatever the swarm calls it', () => {
    const labelled = container({ Labels: { 'a\n::error::\u202eb': '1' } });
    expect(linesOf(serviceSpec(), labelled)).toEqual([
      'labels.a\\u000a::error::\\u202eb: (none) -> (hidden)',
    ]);
  });
});
