import { describe, expect, it } from 'vitest';
import { parseSize } from '../../../shared/units/size.ts';

describe('parseSize', () => {
  it.each([
    ['1048576', 1048576],
    ['50M', 50 * 1024 ** 2],
    ['50m', 50 * 1024 ** 2],
    ['50MB', 50 * 1024 ** 2],
    ['50MiB', 50 * 1024 ** 2],
    ['10 MB', 10 * 1024 ** 2],
    ['1.5g', 1.5 * 1024 ** 3],
    ['100kb', 102400],
    ['100b', 100],
    ['.5k', 512],
    ['1.5', 1],
    ['1e3', 1000],
    ['0', 0],
    ['2t', 2 * 1024 ** 4],
  ])('reads %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', '12x', 'm', '-1m', '1mm', '1bb', '10  mb', '1kibb', '1,5g', '0x10', '1e30'])(
    'refuses %j',
    (text) => {
      expect(() => parseSize(text)).toThrow(`${JSON.stringify(text)} is not a size`);
    },
  );
});
