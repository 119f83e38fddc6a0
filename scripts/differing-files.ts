import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DifferingFile {
  /** Relative to the folder compared. */
  readonly name: string;
  readonly difference: 'missing' | 'not expected' | 'differs';
}

/** Compares two folders byte for byte; a folder that does not exist counts as empty. */
export async function differingFiles(actual: string, expected: string): Promise<readonly DifferingFile[]> {
  const [actualFiles, expectedFiles] = await Promise.all([readFiles(actual), readFiles(expected)]);
  const names = [...new Set([...actualFiles.keys(), ...expectedFiles.keys()])].sort();
  return names.flatMap((name): readonly DifferingFile[] => {
    const is = actualFiles.get(name);
    const shouldBe = expectedFiles.get(name);
    if (is === undefined) return [{ name, difference: 'missing' }];
    if (shouldBe === undefined) return [{ name, difference: 'not expected' }];
    return is.equals(shouldBe) ? [] : [{ name, difference: 'differs' }];
  });
}

async function readFiles(directory: string): Promise<ReadonlyMap<string, Buffer>> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true }).then(
    (entries) => entries.filter((entry) => entry.isFile()),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const files = await Promise.all(
    names.map(async ({ parentPath, name }): Promise<[string, Buffer]> => {
      const path = join(parentPath, name);
      return [path.slice(directory.length + 1), await readFile(path)];
    }),
  );
  return new Map(files);
}
