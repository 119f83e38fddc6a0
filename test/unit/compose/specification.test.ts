import { describe, expect, it } from 'vitest';
import { mistakesIn, readTexts, specsOf, warningsIn } from './stack-files.ts';
import { readContainer, readWeb } from './stack-text.ts';

const WEB = 'services:\n  web:\n    image: nginx:1\n';

describe('keys that Swarm has another place for', () => {
  it('are put there', () => {
    const spec = readWeb(
      'cpus: 0.5\nmem_limit: 64m\nmem_reservation: 33554432\npids_limit: 100\nscale: 3\nplatform: linux/arm64\ndeploy: {placement: {constraints: [a==1]}}',
    );
    expect(spec.TaskTemplate.Resources).toEqual({
      Limits: { NanoCPUs: 500_000_000, MemoryBytes: 67_108_864, Pids: 100 },
      Reservations: { MemoryBytes: 33_554_432 },
    });
    expect(spec.Mode).toEqual({ Replicated: { Replicas: 3 } });
    expect(spec.TaskTemplate.Placement?.Constraints).toEqual([
      'a==1',
      'node.platform.os==linux',
      'node.platform.arch==aarch64',
    ]);
  });

  it('may not contradict deploy, and may repeat it', () => {
    expect(mistakesIn([`${WEB}    scale: 2\n    deploy: {replicas: 3}\n`])).toEqual([
      '1.yml:4:12: services.web.scale is 2, but services.web.deploy.replicas is 3. Remove one of them.',
    ]);
    expect(readWeb('scale: 2\ndeploy: {replicas: 2}').Mode).toEqual({ Replicated: { Replicas: 2 } });
  });

  it('are merged with deploy of another file', () => {
    const { web } = specsOf([`${WEB}    deploy: {replicas: 3}\n`, 'services: {web: {scale: 5}}']);
    expect(web?.Mode).toEqual({ Replicated: { Replicas: 5 } });
  });

  it('name no platform that no node has', () => {
    expect(mistakesIn([`${WEB}    platform: linux/amd46\n`])).toEqual([
      expect.stringContaining('is "linux/amd46", of which no node is known'),
    ]);
  });
});

describe('keys that docker stack deploy does not know', () => {
  it('reach the container', () => {
    const container = readContainer(
      'group_add: [docker, 999]\ndns_opt: [ndots:2]\nlabel_file: web.labels\nlabels: {b: two}\nextra_hosts: {db: [10.0.0.1, "::1"]}\nenvironment: {DEBUG: true}\ncommand:\npull_policy: always',
      { files: { '/srv/stack/web.labels': '# labels\na=1\nb=2\nc\n' } },
    );
    expect(container).toMatchObject({
      Groups: ['docker', '999'],
      DNSConfig: { Options: ['ndots:2'] },
      Labels: { a: '1', b: 'two', c: '' },
      Hosts: ['10.0.0.1 db', '::1 db'],
      Env: ['DEBUG=true'],
    });
    expect(container).not.toHaveProperty('Args');
  });

  it('give ports as texts and ranges', () => {
    const { EndpointSpec } = readWeb(
      'ports: [{target: "80", published: "8080"}, {target: 90, published: 9000-9001}]',
    );
    expect(EndpointSpec?.Ports).toEqual([
      { TargetPort: 80, PublishedPort: 8080 },
      { TargetPort: 90, PublishedPort: 9000 },
      { TargetPort: 90, PublishedPort: 9001 },
    ]);
  });

  it('make networks', () => {
    const [network] = readTexts([
      `${WEB}networks:\n  default:\n    enable_ipv6: true\n    ipam: {options: {a: b}, config: [{subnet: 10.1.0.0/24, gateway: 10.1.0.1, ip_range: 10.1.0.0/25, aux_addresses: {x: 10.1.0.9}}]}\n`,
    ]).networks;
    expect(network?.body).toMatchObject({
      EnableIPv6: true,
      IPAM: {
        Options: { a: 'b' },
        Config: [
          {
            Subnet: '10.1.0.0/24',
            Gateway: '10.1.0.1',
            IPRange: '10.1.0.0/25',
            AuxiliaryAddresses: { x: '10.1.0.9' },
          },
        ],
      },
    });
  });

  it('give configs and secrets their content', () => {
    const stack = readTexts(
      [
        `${WEB}    configs: [{source: c, uid: 5, mode: "0440"}]\nconfigs:\n  c: {content: "port $PORT"}\n  e: {environment: PORT}\nsecrets:\n  s: {environment: PASSWORD}\n`,
      ],
      { environment: { PORT: '80', PASSWORD: 'hunter2' } },
    );
    const data = [...stack.configs, ...stack.secrets].map(({ spec }) =>
      Buffer.from(spec.Data ?? '', 'base64').toString(),
    );
    expect(data).toEqual(['port 80', '80', 'hunter2']);
    expect(stack.services[0]?.spec.TaskTemplate.ContainerSpec.Configs?.[0]?.File).toMatchObject({
      UID: '5',
      Mode: 0o440,
    });
    expect(
      mistakesIn([
        `${WEB}secrets:\n  a: {content: x}\n  b: {environment: NONE}\nconfigs: {c: {content: "", file: ""}, d: {content: a, file: b}}\n`,
      ]),
    ).toEqual([
      expect.stringContaining('secrets.a.content would put the secret into the repository'),
      expect.stringContaining('the variable NONE is not set'),
      expect.stringContaining('configs.c says neither file nor external'),
      expect.stringContaining('two places for the content of the config'),
      expect.stringContaining('the file "b" does not exist'),
    ]);
  });

  it('let an env file be absent', () => {
    const body = 'env_file: [{path: a.env, required: false}, {path: b.env, format: raw}]';
    expect(readContainer(body, { files: { '/srv/stack/b.env': 'B=1\n' } }).Env).toEqual(['B=1']);
  });

  it('are warned about once when they do nothing', () => {
    expect(
      warningsIn([
        'x-a: &a {image: nginx, develop: {watch: []}, annotations: {a: b}}\nservices: {a: *a, b: *a}\n',
      ]),
    ).toHaveLength(2);
  });
});

describe('depends_on', () => {
  it('is kept with its conditions', () => {
    const stack = readTexts([
      `${WEB}    depends_on: {db: {condition: service_healthy, restart: true}, job: {condition: service_completed_successfully, required: false}}\n  db: {image: "db:1", depends_on: [job]}\n  job: {image: "job:1"}\n`,
      'services: {web: {depends_on: [job]}}',
    ]);
    expect(stack.services.map(({ key, dependsOn }) => [key, dependsOn])).toEqual([
      [
        'web',
        [
          expect.objectContaining({
            service: 'db',
            condition: 'service_healthy',
            required: true,
            restart: true,
          }),
          expect.objectContaining({
            service: 'job',
            condition: 'service_completed_successfully',
            required: false,
          }),
        ],
      ],
      ['db', [expect.objectContaining({ service: 'job', condition: 'service_started' })]],
      ['job', undefined],
    ]);
  });
});

it('warns of a dependency that is not deployed', () => {
  expect(
    warningsIn([`${WEB}    depends_on: {db: {condition: service_started}, no: {required: false}}\n`]).filter(
      (warning) => warning.includes('not deployed'),
    ),
  ).toEqual(['1.yml:4:18: web depends on "db", which is not deployed.']);
});

describe('profiles', () => {
  const text = `${WEB}  mail: {image: "mail:1", profiles: [dev, test], env_file: mail.env}\n`;

  it('leave services out, with all they would need', () => {
    expect(Object.keys(specsOf([text]))).toEqual(['web']);
  });

  it('bring them in', () => {
    const files = { '/srv/stack/mail.env': 'A=1' };
    expect(specsOf([text], { profiles: ['test'], files })['mail']?.TaskTemplate.ContainerSpec.Env).toEqual([
      'A=1',
    ]);
    expect(Object.keys(specsOf([text], { profiles: ['*'], files }))).toEqual(['web', 'mail']);
  });

  it('are warned about when no service has them', () => {
    expect(warningsIn([text], { profiles: ['tset'] })).toEqual([
      expect.stringContaining('No service has the profile "tset"; they have dev, test.'),
    ]);
  });
});
