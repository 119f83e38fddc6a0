import { describe, expect, it } from 'vitest';
import { isWholeWindowsPath, parseVolumeSpec } from '../../../../shared/compose/convert/volume-spec.ts';

describe('parseVolumeSpec', () => {
  it.each([
    ['/data', { type: 'volume', source: '', target: '/data' }],
    ['ab', { type: 'volume', source: '', target: 'ab' }],
    ['data:/data', { type: 'volume', source: 'data', target: '/data', readOnly: false }],
    ['data:/data:ro', { source: 'data', readOnly: true }],
    ['data:/data:ro,rw', { readOnly: false }],
    ['data:/data:nocopy', { noCopy: true }],
    ['/a:/b:ro,rslave', { type: 'bind', source: '/a', readOnly: true, propagation: 'rslave' }],
    ['./a:/b', { type: 'bind', source: './a' }],
    ['~/a:/b', { type: 'bind', source: '~/a' }],
    ['/a:/b:z,cached', { ignored: ['z', 'cached'] }],
    ['C:\\data:D:\\in:ro', { type: 'bind', source: 'C:\\data', target: 'D:\\in', readOnly: true }],
    ['\\\\.\\pipe\\a:\\\\.\\pipe\\b', { type: 'bind', source: '\\\\.\\pipe\\a', target: '\\\\.\\pipe\\b' }],
  ])('%s', (spec, expected) => {
    expect(parseVolumeSpec(spec)).toMatchObject(expected);
  });

  it.each([
    ['', 'it is empty'],
    [':/b', 'there is nothing between two colons'],
    ['vol:/b:', 'there is nothing between two colons'],
    ['vol:/b:ro:c', 'it has too many colons'],
  ])('refuses %j', (spec, reason) => {
    expect(() => parseVolumeSpec(spec)).toThrow(reason);
  });
});

describe('isWholeWindowsPath', () => {
  it.each([
    ['C:\\data', true],
    ['c:/data', true],
    ['\\\\server\\share\\data', true],
    ['a:b', false],
    ['é:\\data', false],
    ['\\\\server\\share', false],
    ['\\\\.\\pipe\\engine', true],
    ['/data', false],
  ])('%s: %s, as docker has it but for pipes', (path, whole) => {
    expect(isWholeWindowsPath(path)).toBe(whole);
  });
});
