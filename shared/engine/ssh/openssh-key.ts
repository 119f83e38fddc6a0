import type { KeyObject } from 'node:crypto';

/** An Ed25519 private key, unencrypted, in OpenSSH's own format (PROTOCOL.key). */
export function ed25519ToOpenSsh(key: KeyObject): string {
  const { d = '', x = '' } = key.export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url');
  const type = sshString('ssh-ed25519');
  const check = Buffer.alloc(8);
  const secrets = Buffer.concat([
    check,
    type,
    sshString(publicKey),
    sshString(Buffer.concat([Buffer.from(d, 'base64url'), publicKey])),
    sshString(''),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (secrets.length % 8)) % 8);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(sshString),
    Buffer.from([0, 0, 0, 1]),
    sshString(Buffer.concat([type, sshString(publicKey)])),
    sshString(Buffer.concat([secrets, padding])),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${file.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
