import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** Label of a secret made by this project: lets a later run see that the content changed without knowing it. */
export const DIGEST_LABEL = 'swarm-delivery.digest';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Labels can be read by anybody who may inspect the secret, so short secrets must be dear to guess: scrypt, own salt. */
export function secretDigest(content: Uint8Array): string {
  const salt = randomBytes(SALT_BYTES);
  return `scrypt:${salt.toString('hex')}:${scryptSync(content, salt, HASH_BYTES).toString('hex')}`;
}

/** False for a digest of another form, too: then the content is unknown. */
export function matchesDigest(content: Uint8Array, digest: string): boolean {
  const [form, salt, hash] = digest.split(':');
  if (form !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'hex');
  const actual = scryptSync(content, Buffer.from(salt, 'hex'), HASH_BYTES);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
