import { describe, expect, it } from 'vitest';
import { matchesDigest, secretDigest } from '../../../shared/release/secret-digest.ts';

describe('secretDigest', () => {
  const content = Buffer.from('correct horse');

  it('knows its content again and no other', () => {
    const digest = secretDigest(content);
    expect(matchesDigest(content, digest)).toBe(true);
    expect(matchesDigest(Buffer.from('correct horsf'), digest)).toBe(false);
  });

  it('is different each time, so that equal secrets cannot be found by their labels', () => {
    expect(secretDigest(content)).not.toBe(secretDigest(content));
  });

  it('knows nothing of a digest it did not make', () => {
    expect(matchesDigest(content, 'sha256:abc')).toBe(false);
    expect(matchesDigest(content, 'scrypt:00:')).toBe(false);
  });
});
