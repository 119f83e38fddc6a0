import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readStackFiles } from '../../shared/compose/read-stack-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** The stack files that READMEs show for their `x-swarm-delivery`. */
async function examples(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const found: { readonly path: string; readonly text: string }[] = [];
  for await (const path of glob(['README.md', 'actions/*/README.md'], { cwd: root })) {
    const markdown = await readFile(join(root, path), 'utf8');
    for (const [, text = ''] of markdown.matchAll(/^```ya?ml\n(.*?)^```/gms))
      if (/^x-swarm-delivery:/m.test(text)) found.push({ path, text });
  }
  return found;
}

it.each(await examples())('the stack file with x-swarm-delivery in $path is one', ({ path, text }) => {
  const { delivery, warnings } = readStackFiles({
    files: [{ path, text }],
    stack: 'shop',
    environment: { DB_PASSWORD: 'x' },
    workingDirectory: '/',
    readFile: () => '',
  });
  const { hooks, verify } = delivery;
  expect(hooks.pre.length + hooks.post.length + verify.length).toBeGreaterThan(0);
  expect(warnings).toEqual([]);
});
