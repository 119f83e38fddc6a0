import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../shared/units/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['90s', 90e9],
    ['1h30m', 5400e9],
    ['1.5h', 5400e9],
    ['1h2m3s4ms', 3_723_004_000_000],
    ['100ms', 1e8],
    ['100us', 1e5],
    ['100µs', 1e5],
    ['.5s', 5e8],
    ['5.s', 5e9],
    ['-1s', -1e9],
    ['+1s', 1e9],
    ['0', 0],
    ['-0', 0],
    ['0s', 0],
    ['1s1s', 2e9],
    ['0.0000000019s', 1],
    ['2562047h47m16s', 9_223_372_036_000_000_000],
  ])('reads %s', (text, nanoseconds) => {
    expect(parseDuration(text)).toBe(nanoseconds);
  });

  it.each([
    ['', 'it is empty'],
    ['-', 'it is empty'],
    ['10', 'the unit is missing'],
    ['1.5', 'the unit is missing'],
    ['1h30', 'the unit is missing'],
    ['1d', '"d" is not a unit; the units are ns, us, ms, s, m and h'],
    ['3600ss', '"ss" is not a unit'],
    ['1 h', '" h" is not a unit'],
    ['.s', 'a number and a unit are expected'],
    ['soon', 'a number and a unit are expected'],
    ['1h-5m', '"h-" is not a unit'],
    ['2562048h', 'it is longer than 292 years'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseDuration(text)).toThrow(`${JSON.stringify(text)} is not a duration: ${reason}`);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [90e9, '1m30s'],
    [300e9, '5m'],
    [5400e9, '1h30m'],
    [1.5e9, '1.5s'],
    [1e8, '100ms'],
    [1500, '1.5us'],
    [7, '7ns'],
    [-90e9, '-1m30s'],
    [60_000_000_001, '1m0.000000001s'],
  ])('writes %d', (nanoseconds, text) => {
    expect(formatDuration(nanoseconds)).toBe(text);
    expect(parseDuration(text)).toBe(nanoseconds);
  });
});
