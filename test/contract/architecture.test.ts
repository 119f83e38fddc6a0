import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWED, FORBIDDEN } from './import-directions.ts';

const root = resolve(import.meta.dirname, '../..');
const biome = join(root, 'node_modules/.bin/biome');

interface Finding {
  /** Relative to the scratch folder. */
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

describe('the linter keeps the directions of dependencies', () => {
  let scratch: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'architecture-'));
    await Promise.all(
      ['biome.json', '.gitignore'].map((name) => copyFile(join(root, name), join(scratch, name))),
    );
  });

  afterAll(() => rm(scratch, { recursive: true }));

  it.each(['', 'deep/'])('refuses each forbidden import, in %jfile.ts of each folder', async (depth) => {
    const findings = await lintImports(FORBIDDEN, depth);

    const refused = new Set(findings.map(({ path, line }) => `${path}:${line}`));
    const missed = Object.entries(FORBIDDEN).flatMap(([folder, targets]) =>
      targets
        .filter((_, index) => !refused.has(`${folder}/${depth}file.ts:${index + 1}`))
        .map((target) => `${folder}/${depth}file.ts may import ${target}`),
    );
    expect(missed).toEqual([]);
  });

  it('allows what a folder is there for', async () => {
    expect(await lintImports(ALLOWED, '')).toEqual([]);
    expect(await lintImports(ALLOWED, 'deep/')).toEqual([]);
  });

  it('has no rule that refuses nothing', async () => {
    const findings = await lintImports(FORBIDDEN, '');

    const idle = (await configuredRules()).filter(
      ({ includes, message }) =>
        !includes.every((glob) =>
          findings.some((finding) => finding.message === message && startsLike(finding.path, glob)),
        ),
    );
    expect(idle).toEqual([]);
  });

  it('sees every form of an import', async () => {
    await write('shared/rollout/file.ts', [
      "import type { A } from '../runner/log.ts';",
      "import '../runner/log.ts';",
      "export { b } from '../runner/log.ts';",
      "export const c = await import('../runner/log.ts');",
    ]);

    expect((await lint()).map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  async function lintImports(
    arrows: Readonly<Record<string, readonly string[]>>,
    depth: string,
  ): Promise<readonly Finding[]> {
    for (const [folder, targets] of Object.entries(arrows)) {
      const from = join(folder, depth);
      await write(
        join(from, 'file.ts'),
        targets.map((target, index) => `import { a${index} } from '${specifier(from, target)}';`),
      );
    }
    return lint();
  }

  async function write(path: string, lines: readonly string[]): Promise<void> {
    await mkdir(dirname(join(scratch, path)), { recursive: true });
    await writeFile(join(scratch, path), `${lines.join('\n')}\n`);
  }

  /** Lints what was written since the last time, then forgets it. */
  async function lint(): Promise<readonly Finding[]> {
    const rule = '--only=style/noRestrictedImports';
    const args = ['lint', rule, '--reporter=json', '--max-diagnostics=none', 'actions', 'shared'];
    const folders = ['actions', 'shared'].map((name) => join(scratch, name));
    await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true })));
    const report = await new Promise<string>((settle) => {
      execFile(biome, args, { cwd: scratch, maxBuffer: 1e8 }, (_, stdout) => settle(stdout));
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
    const { diagnostics } = JSON.parse(report) as { readonly diagnostics: readonly Diagnostic[] };
    return diagnostics.map(({ message, location }) => ({
      path: location.path,
      line: location.start.line,
      message,
    }));
  }
});

interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

interface Rule {
  readonly includes: readonly string[];
  readonly message: string;
}

interface BiomeOverride {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly message: string }[] };
        };
      };
    };
  };
}

async function configuredRules(): Promise<readonly Rule[]> {
  const text = await readFile(join(root, 'biome.json'), 'utf8');
  const { overrides } = JSON.parse(text) as { readonly overrides: readonly BiomeOverride[] };
  return overrides.flatMap(({ includes, linter }) =>
    (linter.rules.style?.noRestrictedImports?.options.patterns ?? []).map(({ message }) => ({
      includes,
      message,
    })),
  );
}

function startsLike(path: string, glob: string): boolean {
  const start = glob.replace(/\/\*\*$/, '/').replaceAll('*', '[^/]+');
  return new RegExp(`^${start}`).test(path);
}

function specifier(from: string, target: string): string {
  const isFile = /^(actions|shared|test|scripts)\//.test(target);
  return isFile ? relative(from, target) : target;
}
