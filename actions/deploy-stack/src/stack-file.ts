import { dirname, relative, resolve } from 'node:path';
import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import { readStack } from '../../../shared/compose/read-stack.ts';
import { openWorkspace, readInputFile } from '../../../shared/runner/workspace.ts';
import type { Inputs } from './inputs.ts';

/** The stack file as bodies for the engine; positions name it by its path in the workspace, as annotations need. */
export function readStackFile({ file, stack, variables }: Inputs): DesiredStack {
  const workspace = openWorkspace(process.env);
  const text = readInputFile(workspace, 'files', file);
  const path = resolve(workspace.directory, file);
  return readStack({
    file: { path: relative(workspace.directory, path), text },
    stack,
    environment: variables,
    workingDirectory: dirname(path),
    readFile: workspace.read,
  });
}
