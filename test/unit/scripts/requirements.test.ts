import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isStaticProgram, missingRequirements, requirements } from '../../../scripts/requirements.ts';

/** A 64-bit ELF file with segments of the given types and nothing else. */
function elf(segments: readonly number[]): Buffer {
  const file = Buffer.alloc(64 + segments.length * 56);
  file.write('\x7fELF\x02\x01', 'latin1');
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(segments.length, 56);
  for (const [index, type] of segments.entries()) file.writeUInt32LE(type, 64 + index * 56);
  return file;
}

describe('isStaticProgram', () => {
  it('refuses a program that needs a loader, and what is no program', () => {
    expect(isStaticProgram(elf([1, 1, 2]))).toBe(true);
    expect(isStaticProgram(elf([6, 3, 1]))).toBe(false);
    expect(isStaticProgram(Buffer.from('#!/bin/sh\n'))).toBe(false);
  });
});

describe('missingRequirements', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'requirements-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const install = async (name: string, content: Buffer | string, mode = 0o755) => {
    await writeFile(join(folder, name), content);
    await chmod(join(folder, name), mode);
  };
  const missing = () =>
    missingRequirements(requirements({ otherEngine: false, runner: false }), `/nowhere:${folder}`).map(
      ({ program }) => program,
    );

  it('finds what is nowhere on the path, what cannot be executed and a busybox with libraries', async () => {
    const all = missing();
    for (const program of all) await install(program, elf([1]));
    expect(missing()).toEqual([]);
    await install('ip', '', 0o644);
    await install('busybox', elf([3]));
    await rm(join(folder, 'sshd'));
    expect(missing()).toEqual(['sshd', 'busybox', 'ip']);
  });

  it('asks for more only on request', () => {
    const programs = requirements({ otherEngine: true, runner: true }).map(({ program }) => program);
    expect(programs).toContain('debootstrap');
    expect(programs).toContain('pip3');
    expect(missing()).not.toContain('debootstrap');
    expect(missing()).not.toContain('pip3');
  });
});
