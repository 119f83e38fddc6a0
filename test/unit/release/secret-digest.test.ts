import { describe, expect, it } from 'vitest';
import { saltOf, sameDigest, secretDigest } from '../../../shared/release/secret-digest.ts';

describe('secretDigest', () => {
  const content = Buffer.from('correct horse');

  it('knows its content again and no other', () => {
    const digest = secretDigest(content);
    const salt = saltOf(digest);
    expect(sameDigest(digest, secretDigest(content, salt))).toBe(true);
    expect(sameDigest(digest, secretDigest(Buffer.from('correct horsf'), salt))).toBe(false);
  });

  it('is different each time, so that equal secrets cannot be found by their labels', () => {
    expect(secretDigest(content)).not.toBe(secretDigest(content));
  });

  it('knows nothing of a digest it did not make', () => {
    expect(saltOf('sha256:abc')).toBeUndefined();
    expect(saltOf('scrypt:00:')).toBeUndefined();
    expect(saltOf(undefined)).toBeUndefined();
  });
});
