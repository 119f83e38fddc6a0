import { expect, it } from 'vitest';
import { parseCpus } from '../../../../shared/compose/convert/parse-cpus.ts';

it.each([
  ['0.5', 500_000_000n],
  ['2', 2_000_000_000n],
  ['.25', 250_000_000n],
  ['1.', 1_000_000_000n],
  ['1/2', 500_000_000n],
  ['1e-3', 1_000_000n],
  ['1E1', 10_000_000_000n],
  ['0.1', 100_000_000n],
  ['0', 0n],
  ['0.000000001', 1n],
  ['0.0000000001', 'too precise'],
  ['1/3', 'too precise'],
  ['1/0', 'not a number'],
  ['half', 'not a number'],
  ['-1', 'not a number'],
  ['.', 'not a number'],
  ['', 'not a number'],
])('reads %s CPUs', (text, expected) => {
  expect(parseCpus(text)).toBe(expected);
});
