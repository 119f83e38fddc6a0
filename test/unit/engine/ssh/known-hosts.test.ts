import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKnownHosts, knownHostName, parseKnownHosts } from '../../../../shared/engine/ssh/known-hosts.ts';
import { generateSshKey } from '../../../cluster/ssh-keys.ts';
import { refusalOf } from '../../../support/refusal.ts';

const run = promisify(execFile);

let directory: string;
let ed25519: string;
let rsa: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'known-hosts-'));
  const [first, second] = await Promise.all([
    generateSshKey({ directory, name: 'ed25519' }),
    generateSshKey({ directory, name: 'rsa', type: 'rsa' }),
  ]);
  ed25519 = first.publicKey;
  rsa = second.publicKey;
});

afterAll(() => rm(directory, { recursive: true }));

function linesFor(text: string, host: string, port = 22): readonly number[] {
  return findKnownHosts(parseKnownHosts(text), host, port).map(({ line }) => line);
}

describe('parseKnownHosts', () => {
  it('reads markers, comments, blank lines and Windows line ends', () => {
    const text = `# host:22 SSH-2.0-OpenSSH_9.2\r\n\r\nmanager ${ed25519} some comment\r\n@revoked * ${rsa}\n  @cert-authority *.example.com ${rsa}`;
    const [type, key] = rsa.split(' ');
    expect(parseKnownHosts(text)).toEqual([
      { line: 3, names: 'manager', type: 'ssh-ed25519', key: ed25519.split(' ')[1] },
      { line: 4, marker: 'revoked', names: '*', type, key },
      { line: 5, marker: 'cert-authority', names: '*.example.com', type, key },
    ]);
  });

  it('reads lines whose newlines were escaped on the way', () => {
    expect(parseKnownHosts(`a ${ed25519}\\nb ${ed25519}`).map(({ names }) => names)).toEqual(['a', 'b']);
  });

  it.each([
    ['manager', 'line 2 holds no whole key. Store each line as ssh-keyscan prints it: host, key type, key'],
    ['manager ssh-ed25519', 'line 2 holds no whole key'],
    ['manager ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI!', 'line 2 holds no whole key'],
    ['manager ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA==', 'line 2 holds no whole key'],
    ['manager 1024 35 1234567890', 'line 2 holds no whole key'],
    ['@trusted manager ssh-ed25519 AAAA', 'line 2 has the unknown marker "@trusted"'],
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== root@manager', 'line 2 names no host before the key'],
    ['SHA256:abc', 'line 2 holds a fingerprint, not a key. Give the fingerprint as ssh-fingerprint instead'],
    ['256 SHA256:abc manager (ED25519)', 'line 2 holds a fingerprint, not a key'],
  ])('names the bad line %j', async (line, words) => {
    expect(await refusalOf(() => parseKnownHosts(`# first\n${line}`))).toContain(`ssh-known-hosts ${words}`);
  });
});

describe('findKnownHosts', () => {
  it('finds names, whatever their case', () => {
    const text = `Manager.Example.com,10.0.0.1 ${ed25519}\nother ${ed25519}`;
    expect(linesFor(text, 'manager.example.COM')).toEqual([1]);
    expect(linesFor(text, '10.0.0.1')).toEqual([1]);
    expect(linesFor(text, 'manager.example.com', 2222)).toEqual([]);
    expect(linesFor(text, 'manager')).toEqual([]);
  });

  it('finds ports', () => {
    const text = `[manager]:2222 ${ed25519}\n[manager]:22 ${ed25519}\nmanager ${ed25519}`;
    expect(linesFor(text, 'manager', 2222)).toEqual([1]);
    expect(linesFor(text, 'manager')).toEqual([2, 3]);
  });

  it('finds all keys of a host', () => {
    expect(linesFor(`m ${ed25519}\nm ${rsa}`, 'm')).toEqual([1, 2]);
  });

  it.each([
    ['*.example.com', 'a.example.com', 22, true],
    ['*.example.com', 'example.com', 22, false],
    ['10.0.0.?', '10.0.0.7', 22, true],
    ['10.0.0.?', '10.0.0.77', 22, false],
    ['[10.0.*]:2222', '10.0.3.4', 2222, true],
    ['[10.0.*]:22', '10.0.3.4', 22, true],
    ['*.example.com,!bad.example.com', 'bad.example.com', 22, false],
    ['!bad.example.com,*.example.com', 'good.example.com', 22, true],
    ['!bad.example.com', 'good.example.com', 22, false],
    ['a.b', 'axb', 22, false],
    ['fd00::1', 'fd00::1', 22, true],
    ['[fd00::1]:2222', 'FD00::1', 2222, true],
  ])('matches %s with %s port %i: %s', (names, host, port, found) => {
    expect(linesFor(`${names} ${ed25519}`, host, port)).toEqual(found ? [1] : []);
  });

  it('finds the names ssh-keygen has hashed', async () => {
    const file = join(directory, 'hashed');
    await writeFile(file, `manager ${ed25519}\n[manager]:2222 ${rsa}\n10.0.0.1 ${rsa}\n`);
    await run('ssh-keygen', ['-q', '-H', '-f', file]);
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('manager');
    expect(linesFor(text, 'Manager')).toEqual([1]);
    expect(linesFor(text, 'manager', 2222)).toEqual([2]);
    expect(linesFor(text, '10.0.0.1')).toEqual([3]);
    expect(linesFor(text, '10.0.0.2')).toEqual([]);
  });
});

describe('knownHostName', () => {
  it('writes the port unless it is 22', () => {
    expect([knownHostName('m', 22), knownHostName('m', 2222)]).toEqual(['m', '[m]:2222']);
  });
});
