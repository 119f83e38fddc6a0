import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../../../shared/compose/delivery/check.ts';
import { mistakesOf, readText, warningsOf } from '../stack-text.ts';

const STACK = `services:
  web: {image: "web:1", networks: {front: {aliases: [shop]}, back: {}}}
  db: {image: "db:1", networks: [back]}
  meter: {image: "m:1", networks: [host]}
  seed: {image: "s:1", profiles: [demo]}
networks: {front: {}, back: {}, spare: {}, edge: {external: true}, host: {external: true}}
`;

function withChecks(items: string, stack = STACK): string {
  return `${stack}x-swarm-delivery:\n  verify:\n${items.replace(/^(?=.)/gm, '    ')}`;
}

function checks(items: string, stack?: string): readonly Check[] {
  return readText(withChecks(items, stack)).delivery.verify;
}

describe('readChecks', () => {
  it('reads an HTTP check and fills in what it leaves out', () => {
    expect(checks('- http: http://web:8080/health?deep=1\n')).toEqual([
      {
        kind: 'http',
        name: 'http://web:8080/health',
        host: 'web',
        port: 8080,
        path: '/health?deep=1',
        wanted: { status: ['2xx'] },
        from: 'one-node',
        networks: ['demo_back', 'demo_front'],
        intervalMs: 2000,
        timeoutMs: 5000,
        position: { file: 'stack.yml', line: 9, column: 7 },
      },
    ]);
  });

  it('reads every field', () => {
    const [http, tcp, dns, command, url] = checks(`- http: http://shop
  name: the shop
  expect: [200, 3XX, "404"]
  body: /all (good|fine)/i
  within: 1.5s
  from: [node.role == worker, "node.labels.zone!=b"]
  networks: [front]
  retries: 3
  interval: 500ms
  timeout: 2s
- {tcp: "tasks.db:5432", from: every-node}
- {dns: web, port: 8080, path: /health, body: ok, within: 1s, repair: force, networks: back}
- {command: bin/smoke "all of it", service: db, timeout: 2m}
- {url: "https://shop.example.com/?a=b", expect: 301, redirects: false}
`);
    expect(http).toMatchObject({
      ...{ name: 'the shop', host: 'shop', port: 80, path: '/', networks: ['demo_front'] },
      from: ['node.role == worker', 'node.labels.zone!=b'],
      ...{ retries: 3, intervalMs: 500, timeoutMs: 2000 },
    });
    expect(http).toHaveProperty('wanted', {
      status: ['200', '3xx', '404'],
      body: { expression: 'all (good|fine)', flags: 'i' },
      withinMs: 1500,
    });
    expect(tcp).toMatchObject({ host: 'tasks.db', port: 5432, networks: ['demo_back'] });
    expect(dns).toMatchObject({
      ...{ service: 'web', port: 8080, path: '/health', repair: true, from: 'every-node' },
      wanted: { status: ['2xx'], body: { text: 'ok' }, withinMs: 1000 },
      networks: ['demo_back'],
    });
    expect(command).toMatchObject({
      ...{ name: 'db: bin/smoke all of it', command: ['bin/smoke', 'all of it'] },
      ...{ retries: 0, timeoutMs: 120_000 },
    });
    expect(url).toMatchObject({
      ...{ url: 'https://shop.example.com/?a=b', name: 'https://shop.example.com/', followRedirects: false },
      wanted: { status: ['301'] },
    });
  });

  it('finds the network of a service that names none', () => {
    const stack = 'services: {web: {image: "web:1"}}\n';
    expect(checks('- {dns: web}\n- {tcp: "demo_web:80", networks: default}\n', stack)).toMatchObject([
      { networks: ['demo_default'] },
      { networks: ['demo_default'] },
    ]);
  });

  it('reaches what others have on an external network, when it is named', () => {
    const stack = STACK.replace('[back]', '[back, edge]');
    const others =
      '- {http: "http://router/ping", networks: edge}\n- {tcp: "10.0.9.9:80", networks: [back]}\n';
    expect(checks(others, stack)).toMatchObject([{ networks: ['edge'] }, { networks: ['demo_back'] }]);
  });

  it('says where a mistake stands and what was meant', () => {
    const items = `- {http: "http://wbe/"}
- {http: "https://web/"}
- {http: "web:8080"}
- {http: "http://u:p@web/"}
- {http: "http://localhost:8080/"}
- {http: "http://-e/", networks: back}
- {http: "http://web/", expect: 99}
- {http: "http://web/", expect: ok}
- {http: "http://web/", body: "/(/"}
- {http: "http://web/", from: runner}
- {http: "http://web/", from: [worker]}
- {http: "http://web/", service: web}
- {http: "http://web/", latency: 1s}
- {http: "http://web/", within: 0s}
- {http: "http://web/", tcp: "web:80"}
- {tcp: db}
- {tcp: "db:70000"}
- {tcp: "db:5432", networks: front}
- {tcp: "db:5432", networks: bcak}
- {tcp: "other:5432", networks: back}
- {tcp: "10.0.9.9:80"}
- {tcp: "meter:80"}
- {dns: wbe}
- {dns: meter}
- {dns: web, path: /health}
- {dns: web, port: 80, expect: 200}
- {dns: web, port: 80, path: health}
- {dns: web, networks: spare}
- {dns: db, networks: front}
- {dns: web, repair: restart}
- {command: bin/smoke}
- {command: x, service: wbe}
- {command: [], service: web}
- {url: shop.example.com}
- {url: "https://u:p@shop.example.com"}
- {retries: 3}
`;
    expect(mistakesOf(withChecks(items))).toMatchSnapshot();
  });

  it('leaves out what is about services whose profile nobody chose', () => {
    const items =
      '- {tcp: "seed:80"}\n- {dns: seed}\n- {command: x, service: seed}\n- {http: "http://tasks.seed/"}\n';
    expect(checks(items)).toEqual([]);
    expect(warningsOf(withChecks(items))).toEqual(
      [0, 1, 2, 3].map(
        (index) =>
          `stack.yml:${index + 9}:7: x-swarm-delivery.verify[${index}] is not checked: seed belongs to a profile that is not deployed.`,
      ),
    );
  });

  it('reads the example of the README', () => {
    const readme = join(import.meta.dirname, '../../../../actions/deploy-stack/README.md');
    const section = readFileSync(readme, 'utf8').split('## Checks after a deployment')[1] ?? '';
    const example = /```yaml\n(.*?)```/s.exec(section)?.[1] ?? '';
    expect(readText(example).delivery.verify.map(({ kind }) => kind)).toEqual([
      'http',
      'tcp',
      'dns',
      'command',
      'url',
    ]);
  });
});
