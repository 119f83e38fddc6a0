import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/**
 * Label of the configs and secrets that this project made, and no other ones. Of a secret it lets a later run see that
 * the content changed without knowing it.
 */
export const DIGEST_LABEL = 'swarm-delivery.digest';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * Labels can be read by anybody who may inspect the secret, so short secrets must be dear to guess: scrypt, with a salt
 * of its own for each secret. Later versions of one secret are given the salt of the first: that shows no more than
 * whether two versions are equal, and one derivation, which is dear for us too, is enough to know the content among
 * all of them and to give it the same name whenever it comes back.
 */
export function secretDigest(content: Uint8Array, salt: Uint8Array = randomBytes(SALT_BYTES)): string {
  const hash = scryptSync(content, salt, HASH_BYTES);
  return `scrypt:${Buffer.from(salt).toString('hex')}:${hash.toString('hex')}`;
}

/** Undefined for a digest of another form: then the content is unknown. */
export function saltOf(digest: string | undefined): Buffer | undefined {
  const salt = /^scrypt:([0-9a-f]{32}):[0-9a-f]{64}$/.exec(digest ?? '')?.[1];
  return salt === undefined ? undefined : Buffer.from(salt, 'hex');
}

export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
