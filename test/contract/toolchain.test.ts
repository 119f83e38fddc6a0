import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface PackageFile {
  readonly type: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

describe('the toolchain', async () => {
  const { type, dependencies, devDependencies }: PackageFile = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  const packages = Object.entries({ ...dependencies, ...devDependencies });

  it('runs on the Node version of the actions', () => {
    expect(process.version).toMatch(/^v24\./);
  });

  it('makes bundles that are ES modules', () => {
    expect(type).toBe('module');
  });

  it('pins each package to one version', () => {
    expect(packages.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('says in CONTRIBUTING.md what each package is for', async () => {
    const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');

    expect(packages.map(([name]) => name).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
