import type { DesiredStack } from './desired-stack.ts';
import type { StackFile } from './document/yaml-document.ts';
import { readStackFiles, type StackFilesInput } from './read-stack-files.ts';

export interface StackInput extends Omit<StackFilesInput, 'files'> {
  readonly file: StackFile;
}

/** Reads a stack that is one file; see `readStackFiles`. */
export function readStack({ file, ...rest }: StackInput): DesiredStack {
  return readStackFiles({ ...rest, files: [file] });
}
