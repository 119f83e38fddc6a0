import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { UserError } from '../errors/user-error.ts';

/** The checkout a step works in. Files outside of it are read only when the user allows it, whatever names them. */
export interface Workspace {
  readonly directory: string;
  /** Throws as `readFileSync` does, or an Error when the file lies outside. */
  read(path: string): Buffer;
}

export function openWorkspace(environment: NodeJS.ProcessEnv, allowOutside: boolean): Workspace {
  const directory = realpathSync(environment['GITHUB_WORKSPACE'] ?? process.cwd());
  return {
    directory,
    read: (path) => {
      const real = realpathSync(resolve(directory, path));
      if (!allowOutside && !isInside(directory, real)) {
        throw new Error(`it lies outside the workspace ${directory}, and "allow-outside-paths" is not true`);
      }
      return readFileSync(real);
    },
  };
}

/** A file that an input names; every way in which it cannot be read is the user's to mend. */
export function readInputFile(workspace: Workspace, input: string, path: string): string {
  try {
    return workspace.read(path).toString('utf8');
  } catch (error) {
    throw new UserError(`Input "${input}": cannot read "${path}": ${reason(error)}.`, {
      fix: `Paths start at the workspace, ${workspace.directory}. Is there an actions/checkout step before this one?`,
      cause: error,
    });
  }
}

function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  return error instanceof Error ? error.message : String(error);
}
