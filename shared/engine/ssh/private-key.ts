import './esm-dirname.ts';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { UserError } from '../../errors/user-error.ts';
import { ed25519ToOpenSsh } from './openssh-key.ts';
import { restoreKeyText } from './private-key-text.ts';
import { refuseUnusableKey } from './unusable-key.ts';

/**
 * Reads the private key of the inputs `ssh-key` and `ssh-key-passphrase`: OpenSSH's format, PEM (RSA, EC) and PKCS#8
 * (RSA, EC, Ed25519), encrypted or not. Anything else is a UserError that says what it is and what to do.
 */
export function readPrivateKey(text: string, passphrase: string | undefined): ParsedKey {
  const key = restoreKeyText(text);
  refuseUnusableKey(key);
  if (isEncrypted(key) && !passphrase) {
    throw new UserError('ssh-key is encrypted and there is no ssh-key-passphrase', {
      fix: 'Give the passphrase as ssh-key-passphrase, or a key without one',
    });
  }
  if (/^-----BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----/.test(key)) {
    return parse(withoutEncryption(key, passphrase), undefined);
  }
  return parse(key, passphrase);
}

function parse(key: string, passphrase: string | undefined): ParsedKey {
  const parsed: unknown = ssh2.utils.parseKey(key, passphrase);
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (first instanceof Error) {
    if (/integrity check failed|Bad passphrase/i.test(first.message)) throw wrongPassphrase();
    throw unsupported(first.message);
  }
  return first as ParsedKey;
}

/** ssh2 knows no PKCS#8, and takes a wrong passphrase of a PEM key for a broken key: OpenSSL reads both. */
function withoutEncryption(key: string, passphrase: string | undefined): string {
  const object = openPem(key, passphrase);
  switch (object.asymmetricKeyType) {
    case 'rsa':
      return object.export({ format: 'pem', type: 'pkcs1' }).toString();
    case 'ec':
      return object.export({ format: 'pem', type: 'sec1' }).toString();
    case 'ed25519':
      return ed25519ToOpenSsh(object);
    default:
      throw unsupported(`key type ${object.asymmetricKeyType}`);
  }
}

function openPem(key: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key, ...(passphrase ? { passphrase } : {}) });
  } catch (error) {
    if (isEncrypted(key)) throw wrongPassphrase();
    throw unsupported(error instanceof Error ? error.message : String(error));
  }
}

function isEncrypted(key: string): boolean {
  if (/^-----BEGIN ENCRYPTED|^Proc-Type: *4,ENCRYPTED/m.test(key)) return true;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----(.*)-----END/s.exec(key)?.[1];
  if (body === undefined) return false;
  // A magic word, the length of the cipher's name, the name.
  const [, cipher] = /^openssh-key-v1\0...(.*)$/s.exec(Buffer.from(body, 'base64').toString('latin1')) ?? [];
  return cipher !== undefined && !cipher.startsWith('\x04none');
}

function wrongPassphrase(): UserError {
  return new UserError('ssh-key-passphrase does not open ssh-key', {
    fix: 'Check that both secrets belong together; try it with: ssh-keygen -y -f deploy_key',
  });
}

function unsupported(reason: string): UserError {
  return new UserError(`ssh-key cannot be read as a private key (${reason})`, {
    fix: 'Give a whole private key file as ssh-keygen writes it; make one with: ssh-keygen -t ed25519 -N "" -f deploy_key',
  });
}
