import { mkdtemp, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../cluster/command.ts';
import { tar } from '../../cluster/tar.ts';

describe('tar', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tar-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is unpacked by the ordinary tar program to the same files, links and permissions', async () => {
    const archive = tar([
      { name: 'bin/', mode: 0o755 },
      { name: 'bin/tool', mode: 0o755, content: 'x'.repeat(1000) },
      { name: 'bin/alias', mode: 0o777, link: 'tool' },
      { name: 'empty', mode: 0o600, content: '' },
      { name: 'full-block', mode: 0o644, content: 'y'.repeat(512) },
    ]);
    await run('tar', ['-x', '-C', folder], { input: archive });
    expect(await readFile(join(folder, 'bin/tool'), 'utf8')).toBe('x'.repeat(1000));
    expect((await stat(join(folder, 'bin/tool'))).mode & 0o777).toBe(0o755);
    expect(await readlink(join(folder, 'bin/alias'))).toBe('tool');
    expect((await stat(join(folder, 'empty'))).size).toBe(0);
    expect(await readFile(join(folder, 'full-block'), 'utf8')).toBe('y'.repeat(512));
  });

  it('refuses a name that would be cut off', () => {
    expect(() => tar([{ name: 'n'.repeat(101), mode: 0o644, content: '' }])).toThrow('Too long a name');
  });
});
