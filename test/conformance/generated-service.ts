import fc from 'fast-check';
import { generatedDeploy } from './generated-deploy.ts';
import { generatedPorts, generatedVolumes } from './generated-lists.ts';
import { duration, labels, mostly, text, whole } from './generated-values.ts';

const among = fc.constantFrom;

const fileReferences = fc.uniqueArray(
  fc.oneof(
    mostly(['settings', 'other'], ['undeclared']),
    fc.record(
      {
        source: among('settings', 'other'),
        target: among('/etc/settings', 'settings.json'),
        uid: among('0', '1000'),
        gid: among('0', '33'),
        mode: mostly([0, 256, 292], ['0400']),
      },
      { requiredKeys: ['source'] },
    ),
  ),
  { maxLength: 2 },
);

const networkName = among('default', 'front', 'back');
const attachment = fc.record(
  { aliases: fc.uniqueArray(text, { maxLength: 2 }), ipv4_address: fc.constant('10.0.0.5') },
  { requiredKeys: [] },
);
const networks = fc.oneof(
  fc.uniqueArray(networkName, { maxLength: 3 }),
  fc.dictionary(networkName, fc.option(attachment), { maxKeys: 3 }),
);

const healthcheck = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ disable: true }) },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        test: mostly(
          ['curl -f http://localhost || exit 1', ['CMD', '/check'], ['CMD-SHELL', 'true'], ['NONE'], ''],
          [[], ['/check'], 5],
        ),
        interval: duration,
        timeout: duration,
        retries: whole,
        start_period: duration,
        start_interval: duration,
        disable: fc.constant(false),
      },
      { requiredKeys: [] },
    ),
  },
);

const commandLine = fc.oneof(
  fc.array(text, { maxLength: 3 }),
  mostly(
    [
      'run --fast',
      'sh -c "echo $$A  b"',
      'say \'it is\' \\"so\\"',
      'a # comment',
      'trailing\\ space',
      "''",
      'a\n b',
    ],
    ['"open', '', 'end\\'],
  ),
);

const rare: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  working_dir: among('/srv', ''),
  user: mostly(['1000:1000', 'www-data'], [1000]),
  hostname: among('{{.Node.Hostname}}', 'web'),
  domainname: among('example.com'),
  stop_signal: among('SIGINT', '9'),
  tty: fc.boolean(),
  stdin_open: fc.boolean(),
  read_only: mostly([true, false, `\${EMPTY:-yes}`], ['yes', 1]),
  init: fc.boolean(),
  cap_add: among(['NET_ADMIN'], ['net_admin', 'CAP_CHOWN'], ['ALL', 'CHOWN'], []),
  cap_drop: among(['ALL'], ['net_admin'], ['CHOWN', 'SETUID']),
  dns: among('192.0.2.1', ['192.0.2.1', '192.0.2.2'], []),
  dns_search: among('example.com', ['b.example.com', 'a.example.com']),
  extra_hosts: among(
    ...[['a:192.0.2.1', 'b=192.0.2.2'], ['a:192.0.2.1', 'a:192.0.2.3'], ['c:::1', 'd=[::1]'], ['none']],
    { b: '192.0.2.2', a: '192.0.2.1' },
  ),
  sysctls: among({ 'net.core.somaxconn': 1024, 'a.b': 0 }, ['net.core.somaxconn=1024', 'a.b']),
  ulimits: mostly([{ nofile: 1024 }, { nofile: { soft: 10, hard: 20 }, cpu: 0 }], [{ nproc: { soft: 10 } }]),
  logging: among({ driver: 'json-file' }, { driver: 'syslog', options: { 'max-size': '1m', tag: null } }, {}),
  tmpfs: among('/run', ['/run', '/tmp:size=1m']),
  restart: mostly(['always', 'no', 'on-failure:3', 'unless-stopped', 'on-failure'], ['sometimes']),
  privileged: fc.boolean(),
  isolation: among('default', 'hyperv'),
  depends_on: among(['web'], []),
  expose: among(['80'], [80]),
  container_name: among('web'),
  build: among('.', { context: '.' }),
};

/** Each of the rare keys stands alone; one of them a service is enough. */
const rareKeys = Object.entries(rare).map(([key, values]) => values.map((value) => ({ [key]: value })));

/** The body of a service. */
export const generatedService = fc
  .record(
    {
      image: mostly(
        [
          'nginx',
          'nginx:1.25',
          'docker.io/library/redis:7',
          `example.com:5000/a/b:\${TAG}`,
          'index.docker.io/a/b',
        ],
        ['a@b', 'Upper', '', 'a b'],
      ),
      command: commandLine,
      entrypoint: commandLine,
      environment: labels,
      labels,
      ports: generatedPorts,
      volumes: generatedVolumes,
      configs: fileReferences,
      secrets: fileReferences,
      networks,
      healthcheck,
      stop_grace_period: duration,
      deploy: generatedDeploy,
      rare: fc.oneof(...rareKeys),
    },
    { requiredKeys: ['image'] },
  )
  .map(({ rare: added, ...service }) => ({ ...service, ...added }));
