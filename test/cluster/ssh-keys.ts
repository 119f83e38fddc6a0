import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type SshKeyType = 'ed25519' | 'ecdsa' | 'rsa';

export interface SshKeyPair {
  readonly file: string;
  /** The private key as text. */
  readonly privateKey: string;
  /** `<type> <base64>`, without a comment. */
  readonly publicKey: string;
}

export interface SshKeyOptions {
  readonly directory: string;
  readonly name: string;
  readonly type?: SshKeyType;
  readonly passphrase?: string;
  /** `PEM` is the older form (BEGIN RSA PRIVATE KEY); the default is OpenSSH's own. */
  readonly format?: 'PEM' | 'PKCS8';
}

/** Makes a throw-away key pair with ssh-keygen. */
export async function generateSshKey(options: SshKeyOptions): Promise<SshKeyPair> {
  const type = options.type ?? 'ed25519';
  const file = join(options.directory, options.name);
  await run('ssh-keygen', [
    ...['-q', '-t', type, '-f', file, '-C', '', '-N', options.passphrase ?? ''],
    // The fewest rounds that make the key of a passphrase: it guards nothing, and each takes JavaScript a while.
    ...['-a', '1', ...(type === 'rsa' ? ['-b', '2048'] : [])],
    ...(options.format ? ['-m', options.format] : []),
  ]);
  const [privateKey, publicKey] = await Promise.all([
    readFile(file, 'utf8'),
    readFile(`${file}.pub`, 'utf8'),
  ]);
  return { file, privateKey, publicKey: publicKey.trim() };
}
