import { UserError } from '../../errors/user-error.ts';

interface UnusableKey {
  readonly pattern: RegExp;
  readonly message: string;
  readonly fix: string;
}

const NEW_KEY = 'ssh-keygen -t ed25519 -N "" -f deploy_key';

const UNUSABLE: readonly UnusableKey[] = [
  {
    pattern: /^\S+-cert-v01@openssh\.com /,
    message: 'ssh-key is a user certificate, which this connection cannot log in with',
    fix: `Give a private key whose public half stands in the server's authorized_keys; make one with: ${NEW_KEY}`,
  },
  {
    pattern:
      /^(?:(?:ssh-|ecdsa-|sk-)\S+ AAAA|---- BEGIN SSH2 PUBLIC KEY ----|-----BEGIN (?:RSA )?PUBLIC KEY-----)/,
    message: 'ssh-key is a public key',
    fix: 'Give the private key: the file of the same name without .pub, which begins with -----BEGIN',
  },
  {
    pattern: /^PuTTY-User-Key-File-/,
    message: 'ssh-key is a PuTTY key (.ppk)',
    fix: 'Convert it with: puttygen key.ppk -O private-openssh -o key (in PuTTYgen: Conversions, Export OpenSSH key)',
  },
  {
    pattern: /^---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----/,
    message: "ssh-key is in ssh.com's own format",
    fix: 'Convert it with: ssh-keygen -i -f key > key.openssh',
  },
  {
    pattern: /^-----BEGIN CERTIFICATE-----/,
    message: 'ssh-key is an X.509 certificate, which SSH does not use',
    fix: `Give a private key; make one with: ${NEW_KEY}`,
  },
  {
    pattern: /^-----BEGIN DSA PRIVATE KEY-----/,
    message: 'ssh-key is a DSA key, which servers no longer accept',
    fix: `Make an Ed25519 key with: ${NEW_KEY}`,
  },
  {
    pattern: /^(?:~|\.{0,2}\/)[^\n]*$/,
    message: 'ssh-key looks like the path of a key file',
    fix: 'Store what stands in the file as a secret, and give that secret as ssh-key',
  },
];

/** Throws an error of its own for each kind of text that people paste and that is no usable private key. */
export function refuseUnusableKey(text: string): void {
  const match = UNUSABLE.find(({ pattern }) => pattern.test(text));
  if (match) throw new UserError(match.message, { fix: match.fix });
  // The public half of an OpenSSH key stands in the clear even when the key is encrypted.
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----(.*)-----END/s.exec(text)?.[1];
  if (body !== undefined && /sk-(?:ssh|ecdsa)-/.test(Buffer.from(body, 'base64').toString('latin1'))) {
    throw new UserError('ssh-key belongs to a hardware security key (sk-), which a runner cannot touch', {
      fix: `Make a key for deployments with: ${NEW_KEY}`,
    });
  }
}
