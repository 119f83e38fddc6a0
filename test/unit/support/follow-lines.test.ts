import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followLines } from '../../support/follow-lines.ts';

describe('followLines', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'follow-lines-'));
    path = join(folder, 'log');
    await writeFile(path, '');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('hands lines over while the writer goes on, and the rest after its end', async () => {
    const heard: string[] = [];
    const writer = Promise.withResolvers<void>();
    const following = followLines(path, (line) => heard.push(line), writer.promise);

    await appendFile(path, 'first\nsec');
    await vi.waitFor(() => expect(heard).toEqual(['first']));
    await appendFile(path, 'ond\nlast');
    writer.resolve();
    await following;

    expect(heard).toEqual(['first', 'second', 'last']);
  });

  it('keeps characters whole that a read cuts in two', async () => {
    const line = `${'x'.repeat(65_535)}é`;
    await writeFile(path, `${line}\n`);
    const heard: string[] = [];
    await followLines(path, (each) => heard.push(each), Promise.resolve());

    expect(heard).toEqual([line]);
  });

  it('ends when the writer fails', async () => {
    await writeFile(path, 'words\n');
    const heard: string[] = [];
    await followLines(path, (line) => heard.push(line), Promise.reject(new Error('no such program')));

    expect(heard).toEqual(['words']);
  });
});
