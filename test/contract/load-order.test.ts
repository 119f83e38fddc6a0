import { glob, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const SHIM = 'shared/engine/ssh/esm-dirname.ts';

describe('ssh2, which dockerode loads too', () => {
  it('finds __dirname in a bundle, whichever file is loaded first', async () => {
    const loaders: string[] = [];
    const tooLate: string[] = [];
    for await (const path of glob('shared/**/*.ts', { cwd: root })) {
      const text = await readFile(join(root, path), 'utf8');
      const library = text.search(/(^import (?!type )[^;]*from |\bimport\([^')]*)'(dockerode|ssh2)'/m);
      if (library === -1) continue;
      loaders.push(path);
      const shim = text.indexOf(`import './${relative(dirname(path), SHIM)}';`);
      if (shim === -1 || shim > library) tooLate.push(path);
    }

    expect(loaders).not.toEqual([]);
    expect(tooLate).toEqual([]);
  });
});
