import { isAbsolute, join } from 'node:path/posix';
import type { Node } from '../document/node.ts';
import type { Surroundings } from './reading.ts';

/** A path of the stack file as the engine and the file system take it. */
export function absolutePath(path: string, surroundings: Surroundings): string {
  return isAbsolute(path) ? path : join(surroundings.workingDirectory, path);
}

/** The bytes of a file the stack file names; `undefined` when it cannot be read, which is reported. */
export function readNamedFile(node: Node, path: string, surroundings: Surroundings): Uint8Array | undefined {
  try {
    const content = surroundings.readFile(absolutePath(path, surroundings));
    return typeof content === 'string' ? Buffer.from(content) : content;
  } catch (error) {
    surroundings.findings.mistake(
      node,
      `${node.path}: the file ${JSON.stringify(path)} ${describe(error)}.`,
      `Paths start at ${surroundings.workingDirectory}; check the path and that the file is in the repository.`,
    );
    return undefined;
  }
}

/** Whether there is a file of that path. */
export function isNamedFile(path: string, surroundings: Surroundings): boolean {
  try {
    surroundings.readFile(absolutePath(path, surroundings));
    return true;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function describe(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EISDIR') return 'is a directory';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read';
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
