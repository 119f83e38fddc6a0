import { describe, expect, it } from 'vitest';
import { imageArchive, versionOf } from '../../cluster/images.ts';

describe('versionOf', () => {
  it.each([
    ['localhost:1/app:2', '2'],
    ['nginx:1.25-alpine', '1.25-alpine'],
    ['registry.example.com:5000/team/app', 'latest'],
    ['nginx', 'latest'],
  ])('%s is version %s', (name, version) => {
    expect(versionOf(name)).toBe(version);
  });
});

describe('imageArchive', () => {
  it('is the same, byte for byte, every time', async () => {
    const [first, second] = [await imageArchive(['a:1', 'b:2']), await imageArchive(['a:1', 'b:2'])];
    expect(first.equals(second)).toBe(true);
    expect(first.equals(await imageArchive(['a:1', 'b:3']))).toBe(false);
  });

  it('holds the program once, however many names it has', async () => {
    const one = await imageArchive(['a:1']);
    const ten = await imageArchive(Array.from({ length: 10 }, (_, index) => `a:${index}`));
    expect(ten.length - one.length).toBeLessThan(100_000);
  });
});
