import { describe, expect, it } from 'vitest';
import { mergeWeb, mistakesIn, readTexts, warningsIn } from './stack-files.ts';

const WEB = 'services:\n  web:\n    image: nginx:1\n';

describe('several stack files', () => {
  it('keep the place of every value, and report in the order of the files', () => {
    expect(mistakesIn([`${WEB}    tty: 1\n`, 'services:\n  web:\n    hostname: 5\n'])).toEqual([
      expect.stringMatching(/^1\.yml:4:10: services\.web\.tty must be/),
      expect.stringMatching(/^2\.yml:3:15: services\.web\.hostname must be/),
    ]);
    expect(
      mistakesIn([
        `${WEB}    volumes: [data:/data]\n`,
        'services:\n  web:\n    networks:\n      - missing\n',
      ]),
    ).toEqual([
      expect.stringMatching(/^1\.yml:4:15: .*no volume "data"/),
      expect.stringMatching(/^2\.yml:4:9: .*no network "missing"/),
    ]);
  });

  it('say who has no image only when all are read', () => {
    expect(readTexts(['services: {web: {tty: true}}', WEB]).services[0]?.position).toEqual({
      file: '1.yml',
      line: 1,
      column: 12,
    });
    expect(mistakesIn(['services: {web: {tty: true}}', 'services: {}'])).toEqual([
      expect.stringContaining('services.web has no image'),
    ]);
  });

  it('are at least one', () => {
    expect(mistakesIn([])).toEqual([expect.stringContaining('There is no stack file.')]);
  });

  it('each need to be a stack file', () => {
    expect(mistakesIn([WEB, ''])).toEqual([expect.stringMatching(/^2\.yml:1:1: The file is empty/)]);
  });

  it('replace one port of a range and lose none of two protocols', () => {
    const { EndpointSpec } = mergeWeb(
      'image: nginx:1\nports: ["8000-8002:80", "53:53/udp", "53:53/tcp", "90"]',
      'ports: [{target: 81, published: 8001, mode: host}, "8003:80"]',
    );
    expect(EndpointSpec?.Ports?.map((port) => Object.values(port).join(' '))).toEqual([
      'tcp 90 ingress',
      'udp 53 53 ingress',
      'tcp 53 53 ingress',
      'tcp 80 8000 ingress',
      '81 8001 host',
      'tcp 80 8002 ingress',
      'tcp 80 8003 ingress',
    ]);
  });

  it('still report what one file says twice', () => {
    expect(mistakesIn([`${WEB}    ports: ["80:80", "80:81"]\n`, WEB])).toEqual([
      expect.stringContaining('publishes 80/tcp'),
    ]);
  });

  it('warn of an empty value that replaces nothing, and of options docker leaves out', () => {
    expect(
      warningsIn([
        `${WEB}    read_only: true\n    stop_grace_period: 10s\n    logging: {driver: local}\n    networks: {n: {}}\nnetworks: {n: {}}\n`,
        'services:\n  web:\n    read_only: false\n    stop_grace_period: 0s\n    logging: {options: {a: b}}\n    networks: {n: {driver_opts: {a: b}}}\n',
      ]),
    ).toEqual([
      expect.stringMatching(/^2\.yml:3:16: .*read_only does not replace the value in 1\.yml:4:16/),
      expect.stringMatching(/^2\.yml:4:24: .*stop_grace_period does not replace/),
      expect.stringMatching(/^2\.yml:5:24: .*logging\.options is ignored/),
      expect.stringMatching(/^2\.yml:6:33: .*driver_opts is ignored/),
    ]);
  });
});

describe('the tags of merging', () => {
  it('reset a key, an entry and a list', () => {
    const { TaskTemplate, EndpointSpec } = mergeWeb(
      'image: nginx:1\nports: ["80:80"]\nenvironment: {A: "1", B: "2"}\ncommand: [a]\nuser: me',
      'ports: !reset []\nenvironment: {A: !reset null}\ncommand: !reset\nuser: !reset $NOT_SET',
    );
    expect(EndpointSpec).toEqual({});
    expect(TaskTemplate.ContainerSpec.Env).toEqual(['B=2']);
    expect(TaskTemplate.ContainerSpec).not.toHaveProperty('Args');
    expect(TaskTemplate.ContainerSpec).not.toHaveProperty('User');
  });

  it('override lists, mappings and single values, empty ones too', () => {
    const { TaskTemplate } = mergeWeb(
      'image: nginx:1\ndns: [1.1.1.1]\nlabels: {a: "1"}\ntty: true\ndeploy: {placement: {constraints: [a==1]}}',
      'dns: !override [2.2.2.2]\nlabels: !override {b: "2"}\ntty: !override false\ndeploy: {placement: !override {max_replicas_per_node: 1}}',
    );
    expect(TaskTemplate.ContainerSpec.DNSConfig?.Nameservers).toEqual(['2.2.2.2']);
    expect(TaskTemplate.ContainerSpec.Labels).toEqual({ b: '2', 'com.docker.stack.namespace': 'demo' });
    expect(TaskTemplate.ContainerSpec).not.toHaveProperty('TTY');
    expect(TaskTemplate.Placement).toEqual({ MaxReplicas: 1 });
  });

  it('can be followed by a third file', () => {
    const { TaskTemplate } = mergeWeb('image: nginx:1\ndns: [1.1.1.1]', 'dns: !reset []', 'dns: [3.3.3.3]');
    expect(TaskTemplate.ContainerSpec.DNSConfig?.Nameservers).toEqual(['3.3.3.3']);
  });

  it('reset a whole service and a network', () => {
    const stack = readTexts([
      `${WEB}    networks: {a: , b: }\n  old: {image: "x:1"}\nnetworks: {a: , b: }\n`,
      'services: {old: !reset null, web: {networks: {b: !reset null}}}\nnetworks: {b: !reset null}\n',
    ]);
    expect(stack.services.map(({ key }) => key)).toEqual(['web']);
    expect(stack.networks.map(({ body }) => body.Name)).toEqual(['demo_a']);
  });
});
