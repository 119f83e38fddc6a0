import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sshd, startSshd } from '../cluster/sshd.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';

const GOOD = 'services:\n  web: {image: "localhost:1/app:1"}\n';

let folder: string;
let workspace: string;
let sshd: Sshd;
let inputs: Readonly<Record<string, string>>;
beforeAll(async () => {
  [folder, workspace] = await Promise.all([
    mkdtemp(join(tmpdir(), 'refused-inputs-')),
    mkdtemp(join(tmpdir(), 'refused-inputs-workspace-')),
  ]);
  // No engine behind it: nobody must get that far.
  sshd = await startSshd({
    directory: folder,
    engineSocket: join(folder, 'docker.sock'),
    hostKeyTypes: ['ed25519'],
  });
  inputs = {
    host: `ssh://root@127.0.0.1:${sshd.port}`,
    'ssh-key': sshd.privateKey,
    'ssh-known-hosts': sshd.knownHosts,
    stack: 'shop',
    files: 'stack.yml',
  };
  await writeFile(join(workspace, 'stack.yml'), GOOD);
});
afterAll(async () => {
  await sshd?.stop();
  await Promise.all([folder, workspace].map((path) => rm(path, { recursive: true, force: true })));
});

function deploy(overrides: Readonly<Record<string, string>>): Promise<ActionResult> {
  return runAction('deploy-stack', { workspace, inputs: { ...inputs, ...overrides } });
}

function expectRefused({ outputs, exitCode, log, summary, filesLeft }: ActionResult): void {
  expect(outputs, log).toEqual({ outcome: 'refused' });
  expect(exitCode).toBe(1);
  expect(summary).toContain('Refused, nothing was written');
  expect(filesLeft).toEqual([]);
}

describe('a stack file with mistakes', () => {
  it('is refused before anybody connects, each mistake at its place', async () => {
    const file = [
      'services:',
      '  web:',
      '    image: localhost:1/app:1',
      '    enviroment: {A: b}',
      '  worker:',
      '    image: localhost:1/app:1',
      '    networks: [backend]',
      '    healthcheck: {interval: 5}',
      '',
    ];
    await writeFile(join(workspace, 'mistakes.yml'), file.join('\n'));
    const result = await deploy({ files: 'mistakes.yml' });
    expectRefused(result);
    const places = result.annotations.map(({ level, message, properties }) => ({
      level,
      place: `${properties['file']}:${properties['line']}:${properties['col']}`,
      named: /enviroment|backend|interval/.exec(message)?.[0],
    }));
    expect(places).toEqual([
      { level: 'error', place: 'mistakes.yml:4:5', named: 'enviroment' },
      { level: 'error', place: 'mistakes.yml:7:16', named: 'backend' },
      { level: 'error', place: 'mistakes.yml:8:29', named: 'interval' },
    ]);
    expect(await sshd.connections()).toBe(0);
  });
});

describe('an input that cannot be meant', { concurrent: true }, () => {
  const cases: readonly [string, Readonly<Record<string, string>>, RegExp][] = [
    ['no stack', { stack: '' }, /The stack has no name/],
    ['no file', { files: '' }, /Input "files" is missing/],
    [
      'a second file that is not there',
      { files: 'stack.yml\nmore.yml' },
      /cannot read "more\.yml": there is no such file/,
    ],
    ['a file that is not there', { files: 'stak.yml' }, /cannot read "stak\.yml": there is no such file/],
    ['a file outside', { files: '../../../etc/passwd' }, /outside the workspace/],
    ['a name no stack can have', { stack: 'shop/1' }, /shop\/1/],
    ['a variable without a name', { env: 'TAG' }, /Input "env": the line that starts with "TAG"/],
    ['neither true nor false', { 'dry-run': 'yes' }, /Input "dry-run": "yes" is neither true nor false/],
    [
      'no mode of resolving images',
      { 'resolve-image': 'sometimes' },
      /"sometimes" is none of always, changed, never/,
    ],
    ['a user without a password', { 'registry-username': 'me' }, /Input "registry-password" is missing/],
    ['a registry without a login', { registry: 'ghcr.io' }, /Input "registry-username" is missing/],
    ['a number without a unit', { timeout: '90' }, /Input "timeout": "90" is not a duration/],
    ['a negative duration', { 'stable-for': '-5s' }, /Input "stable-for": "-5s" is not a duration/],
    ['an open TCP port', { host: 'tcp://10.0.0.1:2375' }, /host "tcp:\/\/10\.0\.0\.1:2375" cannot be used/],
    ['a host without a scheme', { host: 'swarm.example.com' }, /does not say how to connect/],
    ['nothing to know the host by', { 'ssh-known-hosts': '' }, /ssh-known-hosts/],
    ['a fingerprint cut short', { 'ssh-fingerprint': 'SHA256:abc' }, /SHA256:abc/],
    ['a public key', { 'ssh-key': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@laptop' }, /public key/i],
    ['a key that is none', { 'ssh-key': 'secret text of no known form' }, /ssh-key/],
    ['a jump host without a user', { 'ssh-jump': 'bastion.example.com' }, /bastion\.example\.com/],
  ];

  it.each(cases)('%s', async (_name, overrides, message) => {
    const result = await deploy(overrides);
    expectRefused(result);
    expect(result.annotations.map((annotation) => annotation.message).join('\n')).toMatch(message);
    for (const { message: words } of result.annotations) expect(words).toMatch(/\n {2}\S/);
  });
});

describe('wrong inputs', () => {
  it('led to no connection', async () => {
    expect(await sshd.connections()).toBe(0);
  });
});
