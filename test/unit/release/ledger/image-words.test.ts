import { describe, expect, it } from 'vitest';
import { imageWords, isMeantBy, shortImage } from '../../../../shared/release/ledger/image-words.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('the words of an image', () => {
  it.each([
    ['app', { name: 'app', tag: '', digest: '' }],
    ['app:2', { name: 'app', tag: '2', digest: '' }],
    ['localhost:5000/team/app', { name: 'localhost:5000/team/app', tag: '', digest: '' }],
    [`localhost:5000/app:2@${DIGEST}`, { name: 'localhost:5000/app', tag: '2', digest: DIGEST }],
  ])('%s', (image, words) => {
    expect(imageWords(image)).toEqual(words);
  });

  it('are short without registry, path and digest', () => {
    expect(shortImage(`registry.example.com/team/app:2@${DIGEST}`)).toBe('app:2');
    expect(shortImage(`app@${DIGEST}`)).toBe('app@sha256:aaaaaaa');
  });
});

describe('what somebody may write to mean an image', () => {
  const image = { service: 'web', image: `registry.example.com/team/app:2.1@${DIGEST}` };

  it.each([
    '2.1',
    'app:2.1',
    'team/app:2.1',
    'registry.example.com/team/app:2.1',
    'web:2.1',
    DIGEST,
    image.image,
  ])('%s', (written) => expect(isMeantBy(image, written)).toBe(true));

  it.each(['2', 'p:2.1', 'app', 'worker:2.1', 'sha256:aaaa', ''])('not %j', (written) =>
    expect(isMeantBy(image, written)).toBe(false),
  );
});
