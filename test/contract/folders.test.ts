import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** These are listed one level deeper. */
const LISTED_INSIDE = ['actions', 'shared', 'test'];
const FOLDER =
  /(?<![\w./@-])(?:actions|shared|test|scripts|docs|workflows-examples|\.github|\.ci)\/(?:[\w.-]+\/)?(?![\w*])/g;

describe('CONTRIBUTING.md', () => {
  it('names each folder, and none that does not exist', async () => {
    const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');
    const named = [...text.matchAll(FOLDER)].map(([path]) => path);
    const listed = named.filter((path) => !LISTED_INSIDE.includes(path.slice(0, -1)));

    expect([...new Set(listed)].sort()).toEqual(await presentFolders());
  });
});

/** Folders that hold files git has or would add, each with a `/` at the end. */
async function presentFolders(): Promise<readonly string[]> {
  const options = ['--cached', '--others', '--exclude-standard'];
  const { stdout } = await run('git', ['ls-files', ...options], { cwd: root });
  const folders = stdout.split('\n').flatMap((path) => {
    const [top = '', inside, file] = path.split('/');
    if (inside === undefined) return [];
    if (!LISTED_INSIDE.includes(top)) return [`${top}/`];
    return file === undefined ? [] : [`${top}/${inside}/`];
  });
  return [...new Set(folders)].sort();
}
