import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../../../shared/engine/ssh/private-key.ts';
import { UserError } from '../../../../shared/errors/user-error.ts';
import { generateSshKey, type SshKeyPair } from '../../../cluster/ssh-keys.ts';

let directory: string;
let plain: SshKeyPair;
let encrypted: SshKeyPair;
let pem: SshKeyPair;
let encryptedPem: SshKeyPair;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'private-key-'));
  [plain, encrypted, pem, encryptedPem] = await Promise.all([
    generateSshKey({ directory, name: 'plain' }),
    generateSshKey({ directory, name: 'encrypted', passphrase: 'open sesame' }),
    generateSshKey({ directory, name: 'pem', type: 'rsa', format: 'PEM' }),
    generateSshKey({
      directory,
      name: 'encrypted-pem',
      type: 'ecdsa',
      format: 'PEM',
      passphrase: 'open sesame',
    }),
  ]);
});

afterAll(() => rm(directory, { recursive: true }));

/** The public half of what was read, after proving that the private half signs for it. */
function publicHalf(text: string, passphrase?: string): string {
  const key = readPrivateKey(text, passphrase);
  expect(key.verify('message', key.sign('message'))).toBe(true);
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}

function refusal(text: string, passphrase?: string): string {
  try {
    readPrivateKey(text, passphrase);
  } catch (error) {
    if (error instanceof UserError) return `${error.message}. ${error.fix}`;
    throw error;
  }
  throw new Error('the key was not refused');
}

function pkcs8(key: KeyObject, passphrase?: string): string {
  const cipher = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return key.export({ format: 'pem', type: 'pkcs8', ...cipher }).toString();
}

describe('readPrivateKey', () => {
  it.each(['ed25519', 'ecdsa', 'rsa'] as const)('reads OpenSSH %s keys, encrypted or not', async (type) => {
    const [open, locked] = await Promise.all([
      generateSshKey({ directory, name: `open-${type}`, type }),
      generateSshKey({ directory, name: `locked-${type}`, type, passphrase: 'open sesame' }),
    ]);
    expect(publicHalf(open.privateKey)).toBe(open.publicKey);
    expect(publicHalf(locked.privateKey, 'open sesame')).toBe(locked.publicKey);
  });

  it.each(['ecdsa', 'rsa'] as const)('reads PEM %s keys, encrypted or not', async (type) => {
    const [open, locked] = await Promise.all([
      generateSshKey({ directory, name: `pem-${type}`, type, format: 'PEM' }),
      generateSshKey({
        directory,
        name: `locked-pem-${type}`,
        type,
        format: 'PEM',
        passphrase: 'open sesame',
      }),
    ]);
    expect(open.privateKey).toMatch(/BEGIN (RSA|EC) PRIVATE KEY/);
    expect(publicHalf(open.privateKey)).toBe(open.publicKey);
    expect(publicHalf(locked.privateKey, 'open sesame')).toBe(locked.publicKey);
  });

  it.each([
    ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
    ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    ['P-521', () => generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey],
    ['Ed25519', () => generateKeyPairSync('ed25519').privateKey],
  ])('reads PKCS#8 %s keys, encrypted or not', (_name, make) => {
    const key = make();
    const expected = publicHalf(pkcs8(key));
    expect(publicHalf(pkcs8(key, 'p'), 'p')).toBe(expected);
    expect(expected).toMatch(/^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp(256|521)) AAAA/);
  });

  it.each([
    ['Windows line ends', (key: string) => key.replaceAll('\n', '\r\n')],
    ['old Mac line ends', (key: string) => key.replaceAll('\n', '\r')],
    ['no last newline', (key: string) => key.trim()],
    ['blank lines around', (key: string) => `\n\n${key}\n\n`],
    ['a byte order mark', (key: string) => `\uFEFF${key}`],
    ['newlines lost', (key: string) => key.replaceAll('\n', '')],
    ['newlines turned into spaces', (key: string) => key.replaceAll('\n', ' ')],
    ['newlines written as \\n', (key: string) => key.replaceAll('\n', '\\n')],
    ['newlines written as \\r\\n', (key: string) => key.replaceAll('\n', '\\r\\n')],
    ['indentation', (key: string) => key.replaceAll('\n', '\n    ')],
    ['quotes', (key: string) => `"${key.trim()}"`],
    ['base64 of the whole file', (key: string) => Buffer.from(key).toString('base64')],
    [
      'base64 in lines',
      (key: string) =>
        `${Buffer.from(key)
          .toString('base64')
          .match(/.{1,76}/g)
          ?.join('\n')}\n`,
    ],
    ['text around the block', (key: string) => `Key for deployments:\n${key}\nend`],
  ])('mends %s', (_name, damage) => {
    expect(publicHalf(damage(plain.privateKey))).toBe(plain.publicKey);
    expect(publicHalf(damage(encrypted.privateKey), 'open sesame')).toBe(encrypted.publicKey);
    expect(publicHalf(damage(pem.privateKey))).toBe(pem.publicKey);
    expect(publicHalf(damage(encryptedPem.privateKey), 'open sesame')).toBe(encryptedPem.publicKey);
  });

  it('mends an OpenSSH key without its first and last line', () => {
    const body = plain.privateKey.split('\n').slice(1, -2).join('\n');
    expect(publicHalf(body)).toBe(plain.publicKey);
  });

  it('asks for the passphrase', () => {
    for (const key of [encrypted, encryptedPem]) {
      expect(refusal(key.privateKey)).toBe(
        'ssh-key is encrypted and there is no ssh-key-passphrase. Give the passphrase as ssh-key-passphrase, or a key without one',
      );
      expect(refusal(key.privateKey, '')).toContain('there is no ssh-key-passphrase');
    }
    expect(refusal(pkcs8(generateKeyPairSync('ed25519').privateKey, 'p'))).toContain('is encrypted');
  });

  it('says that the passphrase is wrong', () => {
    for (const key of [
      encrypted.privateKey,
      encryptedPem.privateKey,
      pkcs8(generateKeyPairSync('ed25519').privateKey, 'p'),
    ]) {
      expect(refusal(key, 'wrong')).toContain('ssh-key-passphrase does not open ssh-key');
    }
  });

  it('passes over a passphrase that is not needed', () => {
    expect(publicHalf(plain.privateKey, 'not needed')).toBe(plain.publicKey);
    expect(publicHalf(pem.privateKey, 'not needed')).toBe(pem.publicKey);
  });

  it.each(['', '  \n', '""'])('says that %j is empty', (text) => {
    expect(refusal(text)).toContain('ssh-key is empty. Check that the secret it comes from exists');
  });

  it('says that a key is cut off', () => {
    expect(refusal(plain.privateKey.slice(0, 200))).toContain('ssh-key is cut off: its END line is missing');
  });

  it.each([
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== me@host', 'ssh-key is a public key. Give the private key'],
    ['ecdsa-sha2-nistp256 AAAAE2VjZHNh', 'ssh-key is a public key'],
    ['sk-ssh-ed25519@openssh.com AAAAGnNr me', 'ssh-key is a public key'],
    ['-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----', 'ssh-key is a public key'],
    ['---- BEGIN SSH2 PUBLIC KEY ----\nAAAA', 'ssh-key is a public key'],
    ['ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1l me', 'ssh-key is a user certificate'],
    [
      'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none',
      'ssh-key is a PuTTY key (.ppk). Convert it with: puttygen',
    ],
    ['---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56w', "ssh-key is in ssh.com's own format"],
    ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', 'ssh-key is an X.509 certificate'],
    ['-----BEGIN DSA PRIVATE KEY-----\nMIIB\n-----END DSA PRIVATE KEY-----', 'ssh-key is a DSA key'],
    ['~/.ssh/id_ed25519', 'ssh-key looks like the path of a key file'],
    ['/home/me/.ssh/id_rsa', 'ssh-key looks like the path of a key file'],
    ['correct horse battery staple', 'ssh-key cannot be read as a private key'],
    [
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
      'ssh-key cannot be read as a private key',
    ],
    [
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      'ssh-key cannot be read as a private key',
    ],
  ])('names what %j is', (text, words) => {
    expect(refusal(text)).toContain(words);
  });

  it('names a key of a security token', () => {
    const file = Buffer.concat([
      Buffer.from('openssh-key-v1\0'),
      Buffer.from('\0\0\0\x04none sk-ssh-ed25519@openssh.com'),
    ]);
    const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${file.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
    expect(refusal(text)).toContain('belongs to a hardware security key (sk-)');
  });

  it('names key types SSH does not log in with', () => {
    expect(refusal(pkcs8(generateKeyPairSync('x25519').privateKey))).toContain('(key type x25519)');
    expect(refusal(pkcs8(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey))).toContain(
      'ssh-key cannot be read as a private key',
    );
  });

  it('never repeats the key or its passphrase', () => {
    const words = refusal(encrypted.privateKey, 'wrong horse');
    expect(words).not.toContain('wrong horse');
    expect(words).not.toContain(encrypted.privateKey.slice(100, 140));
  });
});
