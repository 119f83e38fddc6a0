import fc, { type Arbitrary } from 'fast-check';
import { anything, type Data, text, word } from './data-arbitrary.ts';

const list = (items: Arbitrary<Data>): Arbitrary<Data> => fc.array(items, { maxLength: 3 });
const dictionary = (values: Arbitrary<Data>): Arbitrary<Data> => fc.dictionary(word, values, { maxKeys: 3 });
const some = (fields: Readonly<Record<string, Arbitrary<Data>>>): Arbitrary<Data> =>
  fc.record(fields, { requiredKeys: [] }) as Arbitrary<Data>;
const pick = (...values: readonly Data[]): Arbitrary<Data> => fc.constantFrom(...values);

const count = fc.oneof(fc.integer({ min: 0, max: 9 }), pick('3', `\${N:-2}`));
const flag = pick(true, false, `\${YES}`, 'true');
const duration = pick('10s', '1m30s', '1.5h', '0s', '100ms');
const size = pick('64M', '1.5g', 67_108_864, '8192 kb');
const port = fc.integer({ min: 1, max: 65_535 });

/**
 * A stack file as data that reaches every part of the reader. `slips` in a hundred of its values are anything at all;
 * without slips most files are right.
 */
export function stackData(slips: number): Arbitrary<Data> {
  const or = (right: Arbitrary<Data>): Arbitrary<Data> =>
    slips === 0
      ? right
      : fc.oneof({ weight: 100 - slips, arbitrary: right }, { weight: slips, arbitrary: anything });
  const object = or(fc.oneof(pick(null), some({ labels: mapping(or), name: pick('one') })));
  const fileObject = or(
    fc.oneof(
      pick({ external: true }, { environment: 'A' }),
      fc.record({ file: or(pick('c.txt')), labels: mapping(or) }) as Arbitrary<Data>,
    ),
  );
  const declared = { web: pick(null), db: object, alpha: or(pick(null, { external: true })) };
  const files = { web: fileObject, db: fileObject, alpha: or(pick({ name: 'named', file: 'c.txt' })) };
  return or(
    fc.record(
      {
        version: or(pick('3.8', '3', 3)),
        services: or(dictionary(or(service(or)))),
        networks: or(fc.record(declared) as Arbitrary<Data>),
        volumes: or(fc.record(declared) as Arbitrary<Data>),
        configs: or(fc.record(files) as Arbitrary<Data>),
        secrets: or(fc.record({ ...files, alpha: pick({ external: true }) }) as Arbitrary<Data>),
        include: or(pick([], ['included.yml'], [{ path: 'included.yml', env_file: 'a.env' }])),
        'x-own': anything,
      },
      { requiredKeys: ['services', 'networks', 'volumes', 'configs', 'secrets'] },
    ) as Arbitrary<Data>,
  );
}

type Or = (right: Arbitrary<Data>) => Arbitrary<Data>;

function mapping(or: Or): Arbitrary<Data> {
  return or(fc.oneof(dictionary(or(fc.oneof(text, fc.integer()))), pick(['K=v', 'L='], ['K', 'M=a=b'], [])));
}

function service(or: Or): Arbitrary<Data> {
  const texts = or(pick('one', ['one'], ['one', 'two'], []));
  const target = word.map((name) => `/run/${name}`);
  const file = fc.record(
    { source: word, target, mode: or(pick('0440', 288)) },
    { requiredKeys: ['source', 'target'] },
  );
  const reference = or(fc.oneof(word, file as Arbitrary<Data>));
  const references = or(fc.uniqueArray(reference, { maxLength: 3, selector: targetOf }));
  const attachment = fc.oneof(
    pick(null),
    some({ aliases: or(pick(['one', 'two'], [])), driver_opts: or(dictionary(text)) }),
  );
  return fc.record(
    {
      image: or(pick('nginx:1', 'registry:5000/a/b', 'nginx:$N')),
      command: or(pick('sh -c "a b"', ['sh'], [])),
      environment: mapping(or),
      env_file: or(pick('a.env', ['a.env', { path: 'none.env', required: false }])),
      labels: mapping(or),
      ports: or(list(or(portData(or)))),
      volumes: or(fc.uniqueArray(or(mountData(or)), { maxLength: 3, selector: targetOf })),
      configs: references,
      secrets: references,
      networks: or(fc.oneof(pick(['web', 'alpha'], []), dictionary(attachment))),
      healthcheck: or(some({ test: texts, interval: or(duration), retries: or(count) })),
      extra_hosts: or(pick({ a: '10.0.0.1' }, ['a:10.0.0.1', 'b=::1'], { a: ['10.0.0.1', '::1'] })),
      ulimits: or(
        dictionary(or(fc.oneof(count, fc.record({ soft: count, hard: count }) as Arbitrary<Data>))),
      ),
      sysctls: mapping(or),
      logging: or(some({ driver: pick('local', 'json-file'), options: or(dictionary(text)) })),
      deploy: or(deployData(or)),
      depends_on: or(pick(['db'], { db: { condition: 'service_healthy' } })),
      extends: or(pick({ service: 'web', file: 'other.yml' }, { service: 'deep', file: 'other.yml' })),
      profiles: or(pick(['dev'], [])),
      cpus: or(pick(0.5, '0.5')),
      platform: or(pick('linux/amd64', 'linux')),
      tty: or(flag),
      read_only: or(flag),
      restart: or(pick('always', 'on-failure:3', 'no')),
      stop_grace_period: or(duration),
    },
    { requiredKeys: ['image'] },
  ) as Arbitrary<Data>;
}

/** Two files at one place in a container are a mistake. */
function targetOf(written: Data): string {
  if (typeof written === 'string') return written.split(':')[1] ?? written;
  return JSON.stringify((written as { readonly target?: Data } | null)?.target);
}

function portData(or: Or): Arbitrary<Data> {
  const long = {
    target: or(port),
    published: or(port),
    protocol: or(pick('tcp', 'udp')),
    mode: or(pick('host', 'ingress')),
  };
  return fc.oneof(
    port.map((published) => `${published}:80`),
    port.map((target) => `${target}`),
    pick('8000-8002:80/udp', '[::1]:81:80', '82:80/sctp'),
    some(long),
  );
}

function mountData(or: Or): Arbitrary<Data> {
  return fc.oneof(
    fc.tuple(word, word).map(([source, target]) => `${source}:/${target}:ro`),
    pick('./a:/b', '/anonymous', '~/a:/home'),
    fc.record({
      type: or(pick('bind', 'volume')),
      source: or(word),
      target: or(word.map((target) => `/long/${target}`)),
    }) as Arbitrary<Data>,
    pick({ type: 'tmpfs', target: '/tmp', tmpfs: { size: 1024 } }),
  );
}

function deployData(or: Or): Arbitrary<Data> {
  const update = some({
    parallelism: or(count),
    delay: or(duration),
    order: or(pick('start-first', 'stop-first')),
    failure_action: or(pick('pause', 'continue')),
  });
  const limits = some({ cpus: or(pick('0.5', 0.5)), memory: or(size) });
  return some({
    mode: or(pick('replicated', 'replicated-job')),
    replicas: or(count),
    labels: mapping(or),
    update_config: or(update),
    rollback_config: or(update),
    restart_policy: or(
      some({ condition: or(pick('any', 'none')), max_attempts: or(count), window: or(duration) }),
    ),
    resources: or(some({ limits: or(limits), reservations: or(limits) })),
    placement: or(
      some({ constraints: or(pick(['a==1'], ['a==1', 'b!=2'])), max_replicas_per_node: or(count) }),
    ),
  });
}
