import { describe, expect, it } from 'vitest';
import { mistakesOf, type Surroundings } from './stack-text.ts';

const WEB = 'services:\n  web:\n    image: nginx:1\n';

const BROKEN: readonly (readonly [what: string, text: string, surroundings?: Surroundings])[] = [
  ['a wrong type', `${WEB}    hostname: 5\n    tty: "yes"\n    ports: 80\n`],
  ['a wrong value from a variable', `${WEB}    tty: \${TTY}\n`, { environment: { TTY: '1' } }],
  ['a bad duration', `${WEB}    stop_grace_period: 1d\n    healthcheck: {interval: 30}\n`],
  ['a bad size and number of CPUs', `${WEB}    deploy: {resources: {limits: {memory: 12x, cpus: half}}}\n`],
  ['a port twice', `${WEB}    ports: ["80:80", "80:81", "80:80"]\n`],
  ['a tab', 'services:\n\tweb:\n\t\timage: nginx:1\n'],
  ['unknown keys', `${WEB}    enviroment: {A: "1"}\n    replicas: 2\n    colour: red\nservice: {}\n`],
  ['services at the top', 'web:\n  image: nginx:1\n'],
  [
    'undeclared names',
    `${WEB}    networks: [front]\n    volumes: ["data:/data"]\n    secrets: [key]\n    configs: [conf]\nsecrets:\n  keys: {external: true}\n`,
  ],
  [
    'unset variables',
    `services:\n  web:\n    image: nginx:$TAG\n    environment: [A=$TAG, "B=\${TAG}\${LEVEL}"]\n    user: \${UID:?whose files}\n`,
  ],
  ['a lone dollar sign', `${WEB}    command: echo $(date) \${A B} 100$\n`],
  [
    'a missing env file',
    `${WEB}    env_file: [a.env, b.env]\n`,
    { files: { '/srv/stack/b.env': 'A=1\nexport B=2\n' } },
  ],
  ['a missing config file', `${WEB}configs:\n  conf: {file: ./conf.txt}\n  none: {}\n`],
  [
    'billion laughs',
    `a: &a [x, x, x, x, x, x, x, x, x]\n${'abcdefgh'
      .split('')
      .slice(1)
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]\n`)
      .join('')}`,
  ],
  ['an anchor inside itself', 'x-a: &a\n  b: *a\nservices: {}\n'],
  [
    'a bad image',
    'services:\n  a: {image: Nginx:1}\n  b: {image: "nginx:a b"}\n  c: {image: "nginx@sha256:12"}\n  d: {build: .}\n',
  ],
  ['two documents', `${WEB}---\n${WEB}`],
  ['an old version', `version: "2.4"\n${WEB}`],
  ['a key twice', `${WEB}    image: nginx:2\n`],
  ['numbers as keys', 'services:\n  1: {image: nginx}\n'],
  [
    'what is extended and included but not there',
    `${WEB}    extends: {service: wep}\ninclude: [other.yml]\n`,
  ],
  [
    'what Swarm refuses',
    `${WEB}    mem_limit: 64m\n    deploy: {restart_policy: {condition: unless-stopped}, resources: {limits: {memory: 1m}}}\n`,
  ],
  ['a name too long', `services:\n  ${'a'.repeat(60)}: {image: nginx}\n`],
  ['another name of the stack', `name: other\n${WEB}`],
];

describe('mistakes in a stack file', () => {
  it.each(BROKEN.map(([what, text, surroundings]) => ({ what, text, surroundings })))(
    '$what',
    ({ text, surroundings }) => {
      const mistakes = mistakesOf(text, surroundings);
      expect(mistakes).not.toEqual([]);
      expect(mistakes.join('\n')).toMatchSnapshot();
    },
  );

  it('reports a mistake in an anchor once, however often it is used', () => {
    const text = 'x-a: &a {image: nginx, tty: 1}\nservices:\n  a: *a\n  b: *a\n  c: {<<: *a}\n';
    expect(mistakesOf(text)).toEqual([
      'stack.yml:1:29: services.a.tty must be true or false, but it is the number 1. Write true or false.',
    ]);
  });

  it('repeats no value of an environment', () => {
    const text = `${WEB}    environment: ["PASSWORD=hunter2", "PASSWORD=hunter2", "A=hunter2$"]\n    env_file: a.env\n`;
    const mistakes = mistakesOf(text, { files: { '/srv/stack/a.env': '=hunter2\n' } });
    expect(mistakes).toHaveLength(3);
    expect(mistakes.join()).not.toContain('hunter2');
  });
});
