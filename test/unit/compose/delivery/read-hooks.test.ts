import { describe, expect, it } from 'vitest';
import type { Hook } from '../../../../shared/compose/delivery/hook.ts';
import { readStackFiles } from '../../../../shared/compose/read-stack-files.ts';
import { mistakesOf, readText, warningsOf } from '../stack-text.ts';

const SERVICES = 'services:\n  api: {image: "api:1"}\n  web: {image: "web:1"}\n';

function preHooks(items: string, environment: Readonly<Record<string, string>> = {}): readonly Hook[] {
  return readText(withPre(items), { environment }).delivery.hooks.pre;
}

function withPre(items: string): string {
  return `${SERVICES}x-swarm-delivery:\n  hooks:\n    pre:\n${items.replace(/^(?=.)/gm, '      ')}`;
}

describe('readHooks', () => {
  it('gives a stack without the key nothing to do', () => {
    const nothing = { hooks: { pre: [], post: [] }, verify: [] };
    expect(readText(SERVICES).delivery).toEqual(nothing);
    expect(readText(`${SERVICES}x-swarm-delivery:\n`).delivery).toEqual(nothing);
    expect(readText(`${SERVICES}x-swarm-delivery: {hooks: {pre: , post: []}}\n`).delivery).toEqual(nothing);
  });

  it('reads every field, with variables replaced', () => {
    const [hook] = preHooks(
      `- service: api
  name: migrate
  command: bin/migrate "up to" $TARGET
  entrypoint: [sh, -c]
  image: tools
  user: 1000
  environment: {LEVEL: 2, TOKEN: , AWAY: }
  timeout: 1m30s
  keep-on-failure: true
  if-changed: [api, web]
  if-present: api
`,
      { TARGET: 'v7', TOKEN: 'abc' },
    );
    expect(hook).toEqual({
      phase: 'pre',
      name: 'migrate',
      service: 'api',
      command: ['bin/migrate', 'up to', 'v7'],
      entrypoint: ['sh', '-c'],
      image: 'tools:latest',
      user: '1000',
      environment: ['AWAY', 'LEVEL=2', 'TOKEN=abc'],
      timeoutMs: 90_000,
      keepOnFailure: true,
      ifChanged: ['api', 'web'],
      ifPresent: ['api'],
      position: { file: 'stack.yml', line: 7, column: 9 },
    });
  });

  it('names a hook after its service and command, shortened, and lets it take five minutes', () => {
    const [short, long] = preHooks(
      `- {service: api, command: [bin/migrate, up]}\n- {service: api, command: ["sh\\n-c", "${'x'.repeat(90)}"]}\n`,
    );
    expect(short).toMatchObject({ name: 'api: bin/migrate up', timeoutMs: 300_000, keepOnFailure: false });
    expect(short).not.toHaveProperty('entrypoint');
    expect(long?.name).toMatch(/^api: sh -c x+…$/);
    expect(long?.name).toHaveLength(40);
  });

  it('says where a mistake stands and what was meant', () => {
    expect(
      mistakesOf(
        withPre(`- {service: ap, command: x}
- {command: x}
- {service: api}
- {service: api, command: x, timout: 5m}
- {service: api, command: x, timeout: 5}
- {service: api, command: x, timeout: 0s}
- {service: api, command: x, keep_on_failure: true}
- {service: api, image: "A:1"}
- {service: api, command: "'x"}
- {service: api, command: x, secrets: [a]}
- {service: api, command: x, if-changed: [wbe]}
`),
      ),
    ).toMatchSnapshot();
    expect(mistakesOf(`${SERVICES}x-swarm-delivery: {hook: {}}\n`)).toMatchSnapshot();
    expect(mistakesOf(`${SERVICES}x-swarm-delivery: {hooks: {before: []}}\n`)).toMatchSnapshot();
  });

  it('warns of a key that is nearly ours', () => {
    expect(warningsOf(`${SERVICES}x-swarm-delivry: {}\nx-common: {}\n`)).toEqual([
      'stack.yml:4:1: "x-swarm-delivry" is ignored. Did you mean "x-swarm-delivery"?',
    ]);
  });

  it('leaves out hooks of services whose profile nobody chose', () => {
    const text = `services: {api: {image: "a:1"}, seed: {image: "s:1", profiles: [demo]}}
x-swarm-delivery:
  hooks:
    pre: [{service: seed, command: x}, {service: api, command: y, if-changed: seed}]
    post: [{service: api, command: z, if-changed: [seed, api]}]
`;
    const { hooks } = readText(text).delivery;
    expect(hooks.pre).toEqual([]);
    expect(hooks.post).toMatchObject([{ service: 'api', ifChanged: ['api'] }]);
    expect(warningsOf(text)).toEqual([
      'stack.yml:4:11: x-swarm-delivery.hooks.pre[0] does not run: seed belongs to a profile that is not deployed.',
    ]);
  });

  it('leaves every body as it is', () => {
    const { delivery: _delivery, ...bodies } = readText(withPre('- {service: api, command: x}\n'));
    const { delivery: _nothing, ...without } = readText(SERVICES);
    expect(bodies).toEqual(without);
  });
});

describe('hooks of several files', () => {
  const hook = (command: string): string => `{service: api, command: ${command}}`;
  const file = (pre: string): string => `x-swarm-delivery: {hooks: {pre: ${pre}}}\n`;
  const commandsOf = (texts: readonly string[], included = ''): readonly string[] =>
    readStackFiles({
      files: texts.map((text, index) => ({ path: `${index + 1}.yml`, text })),
      stack: 'demo',
      environment: {},
      workingDirectory: '/srv',
      readFile: () => included,
    }).delivery.hooks.pre.flatMap(({ command = [] }) => command);

  it('are all run, in the order of the files', () => {
    expect(commandsOf([SERVICES + file(`[${hook('a')}]`), file(`[${hook('b')}, ${hook('a')}]`)])).toEqual([
      'a',
      'b',
      'a',
    ]);
  });

  it('replace those before them, or take them away, when they say so', () => {
    const first = SERVICES + file(`[${hook('a')}]`);
    expect(commandsOf([first, file(`!override [${hook('b')}]`)])).toEqual(['b']);
    expect(commandsOf([first, 'x-swarm-delivery: !reset\n'])).toEqual([]);
  });

  it('are added by an included file, once', () => {
    const included = file(`[${hook('b')}]`);
    const include = 'include: [b.yml, ./b.yml]\n';
    expect(commandsOf([SERVICES + include + file(`[${hook('a')}]`)], included)).toEqual(['a', 'b']);
    expect(commandsOf([SERVICES + include], included)).toEqual(['b']);
  });
});
