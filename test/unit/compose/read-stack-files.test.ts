import { describe, expect, it } from 'vitest';
import { readStackFiles } from '../../../shared/compose/read-stack-files.ts';
import { mistakesOf, readContainer, readText, readWeb, warningsOf } from './stack-text.ts';

const WEB = 'services:\n  web:\n    image: nginx:1\n';

describe('readStackFiles', () => {
  it('names what the stack makes and what it expects, and leaves out what nobody uses', () => {
    const stack = readText(
      `${WEB}    networks: {front: , back: {aliases: [a]}, hostnet: }
    configs: [own, {source: theirs, target: /etc/x}]
    secrets: [theirs]
networks:
  back: {driver: overlay, internal: true}
  front: {external: true, name: public}
  hostnet: {external: true, name: host}
  unused: {external: true}
configs: {own: {file: own.txt}, theirs: {external: true}, unused: {external: true}}
secrets: {theirs: {external: true, name: vault}}
`,
      { files: { '/srv/stack/own.txt': 'hello' } },
    );
    expect(stack.name).toBe('demo');
    expect(stack.networks.map(({ body }) => body.Name)).toEqual(['demo_back']);
    expect(stack.configs).toMatchObject([
      { spec: { Name: 'demo_own', Data: 'aGVsbG8=' }, position: { line: 12 } },
    ]);
    expect(stack.external).toMatchObject({
      networks: [{ name: 'public' }],
      configs: [{ name: 'theirs' }],
      secrets: [{ name: 'vault', position: { file: 'stack.yml', line: 13, column: 11 } }],
    });
    expect(stack.services[0]).toMatchObject({
      key: 'web',
      position: { line: 2, column: 3 },
      spec: {
        TaskTemplate: {
          Networks: [
            { Target: 'demo_back', Aliases: ['a', 'web'] },
            { Target: 'host' },
            { Target: 'public', Aliases: ['web'] },
          ],
          ContainerSpec: {
            Configs: [
              { ConfigName: 'demo_own', File: { Name: 'own', UID: '0', GID: '0', Mode: 0o444 } },
              { ConfigName: 'theirs', File: { Name: '/etc/x' } },
            ],
            Secrets: [{ SecretName: 'vault', File: { Name: 'theirs' } }],
          },
        },
      },
    });
  });

  it('keeps the order of the services in the file', () => {
    const { services } = readText('services:\n  z: {image: a}\n  a: {image: a}\n');
    expect(services.map(({ key }) => key)).toEqual(['z', 'a']);
  });

  it('takes the name of the stack from the file when nobody gives one', () => {
    const input = { environment: { N: 'shop' }, workingDirectory: '/', readFile: () => '' };
    const file = { path: 'f.yml', text: `name: \${N}\n${WEB}` };
    expect(readStackFiles({ files: [file], ...input }).services[0]?.spec.Name).toBe('shop_web');
    expect(() => readStackFiles({ files: [{ ...file, text: WEB }], ...input })).toThrow(
      'The stack has no name.',
    );
    expect(() => readStackFiles({ files: [file], stack: 'a b', ...input })).toThrow(
      '"a b" cannot be the name of a stack.',
    );
  });

  it('looks at no environment but the given one', () => {
    expect(mistakesOf(`${WEB}    user: $PATH\n`)).toHaveLength(1);
    expect(readContainer('environment: [PATH]').Env).toEqual(['PATH']);
  });

  it('treats __proto__ as any other key', () => {
    const { Labels, Env } = readContainer(
      'labels: {__proto__: x}\nenvironment: {__proto__: y, constructor: }',
    );
    expect(Object.entries(Labels ?? {})).toContainEqual(['__proto__', 'x']);
    expect(Env).toEqual(['__proto__=y', 'constructor']);
    expect(mistakesOf(`${WEB}    constructor: 1\n`)[0]).toContain(
      '"constructor" is not a key of services.web.',
    );
  });

  it('reports only what stands in the file, not what follows from it', () => {
    expect(mistakesOf(`${WEB}    networks: [a]\n    deploy: {replicas: many}\nnetworks: 5\n`)).toEqual([
      'stack.yml:5:24: services.web.deploy.replicas must be a whole number, but it is "many". Write a whole number.',
      'stack.yml:6:11: networks must be a mapping, but it is the number 5. Write a mapping.',
    ]);
    expect(mistakesOf('services:\n  web: {image: $TAG, deploy: [a]}\n')).toHaveLength(2);
  });
});

describe('the spec of a service', () => {
  it('has every update policy complete, a written 0 kept', () => {
    expect(
      readWeb('deploy: {update_config: {parallelism: 0, delay: 10s, failure_action: rollback}}').UpdateConfig,
    ).toEqual({
      Parallelism: 0,
      Delay: 10e9,
      FailureAction: 'rollback',
      MaxFailureRatio: 0,
      Order: '',
    });
    expect(readWeb('deploy: {rollback_config: {order: stop-first, monitor: 5s}}').RollbackConfig).toEqual({
      Parallelism: 1,
      Monitor: 5e9,
      MaxFailureRatio: 0,
      Order: 'stop-first',
    });
  });

  it.each([
    ['deploy: {restart_policy: {}}', {}],
    [
      'deploy: {restart_policy: {condition: on-failure, delay: 0s, max_attempts: 0, window: 2m}}',
      { Condition: 'on-failure', Delay: 0, MaxAttempts: 0, Window: 120e9 },
    ],
    ['restart: always', { Condition: 'any' }],
    ['restart: unless-stopped', { Condition: 'any' }],
    ['restart: on-failure', { Condition: 'on-failure', MaxAttempts: 0 }],
    ['restart: on-failure:3', { Condition: 'on-failure', MaxAttempts: 3 }],
    ['restart: no', undefined],
    ['restart: always\ndeploy: {restart_policy: {condition: none}}', { Condition: 'none' }],
  ])('restarts: %s', (body, policy) => {
    expect(readWeb(body).TaskTemplate.RestartPolicy).toEqual(policy);
  });

  it('has CPUs in billionths, memory in bytes and empty limits as given', () => {
    const body =
      'deploy: {resources: {limits: {cpus: "0.5", memory: 1.5GB, pids: 100}, reservations: {cpus: "1e-3", memory: 10 MB}}}';
    expect(readWeb(body).TaskTemplate.Resources).toEqual({
      Limits: { NanoCPUs: 5e8, MemoryBytes: 1.5 * 1024 ** 3, Pids: 100 },
      Reservations: { NanoCPUs: 1e6, MemoryBytes: 10 * 1024 ** 2 },
    });
    expect(readWeb('deploy: {resources: {limits: {}}}').TaskTemplate.Resources).toEqual({ Limits: {} });
    expect(readWeb('deploy: {resources: {limits: {cpus: ""}}}').TaskTemplate.Resources).toEqual({
      Limits: {},
    });
  });

  it('mounts, with home and relative paths resolved', () => {
    const body = 'volumes: ["~/a:/a", ./b:/b:ro, ../c:/c, /d, data:/e:nocopy]';
    const surroundings = { environment: { HOME: '/home/me' } };
    expect(readContainer(body, surroundings, 'volumes: {data: {name: shared}}').Mounts).toEqual([
      { Type: 'bind', Source: '/home/me/a', Target: '/a' },
      { Type: 'bind', Source: '/srv/stack/b', Target: '/b', ReadOnly: true },
      { Type: 'bind', Source: '/srv/c', Target: '/c' },
      { Type: 'volume', Target: '/d' },
      {
        Type: 'volume',
        Source: 'shared',
        Target: '/e',
        VolumeOptions: { NoCopy: true, Labels: { 'com.docker.stack.namespace': 'demo' } },
      },
    ]);
  });

  it('keeps equal published ports in the order of the file', () => {
    const ports = Array.from(
      { length: 14 },
      (_, index) => `"${20 - index}:1/udp", "${20 - index}:1/tcp"`,
    ).join(', ');
    const { EndpointSpec } = readWeb(`ports: [${ports}]`);
    const order = EndpointSpec?.Ports?.map(({ PublishedPort, Protocol }) => `${PublishedPort}/${Protocol}`);
    expect(order?.slice(0, 4)).toEqual(['7/udp', '7/tcp', '8/udp', '8/tcp']);
  });

  it('takes a service with dnsrr only with ports of the host', () => {
    const port = (mode: string): string =>
      `ports: [{target: 80, published: 80, mode: ${mode}}]\ndeploy: {endpoint_mode: DNSRR}`;
    expect(readWeb(port('host')).EndpointSpec?.Mode).toBe('dnsrr');
    expect(() => readWeb(port('ingress'))).toThrow('published by the routing mesh');
  });

  it('merges env files and environment, and lets the deployment fill what is empty', () => {
    const surroundings = {
      environment: { FROM_SHELL: 'shell', EMPTY: 'filled', TOKEN: '' },
      files: { '/srv/stack/a.env': 'A=1\nB=1\nFROM_SHELL\nGONE\n', '/srv/b.env': 'B=2\n' },
    };
    const body = 'env_file: [a.env, ../b.env]\nenvironment: {A: env, EMPTY: "", TOKEN: , UNSET: , N: 1.10}';
    expect(readContainer(body, surroundings).Env).toEqual([
      'A=env',
      'B=2',
      'EMPTY=filled',
      'FROM_SHELL=shell',
      'N=1.1',
      'TOKEN=',
      'UNSET',
    ]);
  });
});

describe('warnings', () => {
  it('say what docker would do silently, at its place', () => {
    const text = `${WEB}    privileged: true
    depends_on: [db]
    tmpfs: /run
    ports: ["127.0.0.1:80:80"]
    volumes: ["/a:/b:z"]
    environment: {HOME: , EMPTY: ""}
    command: echo $SET-x
    labels: {hash: "\${NONE:-$apr1$x}"}
    configs: [{source: c, modus: 4}]
    networks: {default: {ipv4_address: 10.0.0.9}}
    healthcheck: {test: [curl, x]}
configs: {c: {external: {name: real}}}
`;
    expect(
      warningsOf(text, { environment: { HOME: '/root', EMPTY: 'x', SET: 'y' } }).join('\n'),
    ).toMatchSnapshot();
  });

  it('are the same for one place, however many services take it from an anchor', () => {
    expect(warningsOf('x-a: &a {image: nginx, privileged: true}\nservices: {a: *a, b: *a}\n')).toHaveLength(
      1,
    );
  });
});
