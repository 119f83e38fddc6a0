import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const readme = await readFile(join(root, 'README.md'), 'utf8');

it('the workflow of README.md is the example', async () => {
  const example = await readFile(join(root, 'workflows-examples/deploy.yml'), 'utf8');
  const [, shown = ''] = /^```yaml\n(.*?)^```/ms.exec(readme) ?? [];

  expect(shown).not.toBe('');
  expect(example.slice(example.indexOf('\nname:') + 1)).toBe(shown);
  expect(parse(shown)).toEqual(parse(example));
});

it('README.md names no file that is not there', async () => {
  const targets = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
  const present = await Promise.all(
    targets.map((path) =>
      access(join(root, path)).then(
        () => true,
        () => false,
      ),
    ),
  );

  expect(targets).toContain('CONTRIBUTING.md');
  expect(targets.filter((_, index) => !present[index])).toEqual([]);
});
