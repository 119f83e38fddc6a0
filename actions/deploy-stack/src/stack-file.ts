import { dirname, relative, resolve } from 'node:path';
import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import { readStackFiles } from '../../../shared/compose/read-stack-files.ts';
import { openWorkspace, readInputFile } from '../../../shared/runner/workspace.ts';
import type { Inputs } from './inputs.ts';

/** The stack files as bodies for the engine; positions name them by their paths in the workspace, as annotations need. */
export function readStackFile(inputs: Inputs): DesiredStack {
  const { files, envFiles, stack, variables, allowUnsetVariables, images, profiles } = inputs;
  const workspace = openWorkspace(process.env, inputs.allowOutsidePaths);
  const read = (input: string) => (path: string) => ({
    path: relative(workspace.directory, resolve(workspace.directory, path)),
    text: readInputFile(workspace, input, path),
  });
  return readStackFiles({
    files: files.map(read('files')),
    envFiles: envFiles.map(read('env-file')),
    ...(stack === undefined ? {} : { stack }),
    environment: variables,
    allowUnsetVariables,
    images,
    profiles,
    workingDirectory: dirname(resolve(workspace.directory, files[0] ?? '')),
    readFile: workspace.read,
  });
}
