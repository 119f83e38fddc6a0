import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differingFiles } from '../../scripts/differing-files.ts';

describe('differingFiles', () => {
  let scratch: string;

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'differing-'));
  });

  afterEach(() => rm(scratch, { recursive: true }));

  it('names each missing, additional and different file', async () => {
    await write('is/same', 'a');
    await write('is/deep/changed', 'a');
    await write('is/extra', 'a');
    await write('wanted/same', 'a');
    await write('wanted/deep/changed', 'a\n');
    await write('wanted/gone', 'a');

    expect(await differingFiles(join(scratch, 'is'), join(scratch, 'wanted'))).toEqual([
      { name: 'deep/changed', difference: 'differs' },
      { name: 'extra', difference: 'not expected' },
      { name: 'gone', difference: 'missing' },
    ]);
  });

  it('takes a folder that does not exist for an empty one', async () => {
    await write('wanted/index.js', '');

    expect(await differingFiles(join(scratch, 'is'), join(scratch, 'wanted'))).toEqual([
      { name: 'index.js', difference: 'missing' },
    ]);
  });

  async function write(path: string, text: string): Promise<void> {
    await mkdir(join(scratch, path, '..'), { recursive: true });
    await writeFile(join(scratch, path), text);
  }
});
