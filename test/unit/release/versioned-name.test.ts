import { describe, expect, it } from 'vitest';
import {
  isVersionOf,
  plainNameOf,
  versionedName,
  versionsOf,
} from '../../../shared/release/versioned-name.ts';

describe('versionedName', () => {
  it('is the plain name and eight digits of the hash, and leads back to the plain name', () => {
    const name = versionedName('demo_c', '0123456789abcdef');
    expect(name).toBe('demo_c.01234567');
    expect(plainNameOf(name)).toBe('demo_c');
    expect(plainNameOf('demo_c')).toBeUndefined();
  });

  it.each([
    ['demo_c', true],
    ['demo_c.01234567', true],
    ['demo_c.0123456', false],
    ['demo_c.v2', false],
    ['demo_cc', false],
    ['demo_cc.01234567', false],
    ['demo_c.01234567.01234567', false],
  ])('tells whether %s is a version of demo_c: %s', (name, expected) => {
    expect(isVersionOf(name, 'demo_c')).toBe(expected);
  });

  it('finds the versions whatever order they are listed in, the plain one first', () => {
    const stored = ['demo_c.ffffffff', 'other', 'demo_c.00000000', 'demo_c'].map((Name) => ({
      Spec: { Name },
    }));
    expect(versionsOf('demo_c', stored).map(({ Spec }) => Spec.Name)).toEqual([
      'demo_c',
      'demo_c.00000000',
      'demo_c.ffffffff',
    ]);
  });
});
