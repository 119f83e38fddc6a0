import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkspace, readInputFile, type Workspace } from '../../../shared/runner/workspace.ts';

let outside: string;
let workspace: Workspace;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'workspace-test-'));
  const directory = await mkdtemp(join(outside, 'checkout-'));
  await writeFile(join(outside, 'secret'), 'x');
  await writeFile(join(directory, '..file'), 'inside');
  await symlink(join(outside, 'secret'), join(directory, 'link'));
  workspace = openWorkspace({ GITHUB_WORKSPACE: directory }, false);
});
afterAll(() => rm(outside, { recursive: true }));

describe('openWorkspace', () => {
  it('reads what lies inside, by relative and by absolute path', () => {
    expect(workspace.read('..file').toString()).toBe('inside');
    expect(workspace.read(join(workspace.directory, '..file')).toString()).toBe('inside');
  });

  it.each(['../secret', 'link', '/etc/passwd'])('does not read %s', (path) => {
    expect(() => workspace.read(path)).toThrow(/outside the workspace/);
  });
});

describe('a workspace whose user allows paths outside', () => {
  it('reads them', () => {
    const open = openWorkspace({ GITHUB_WORKSPACE: workspace.directory }, true);
    expect(open.read('../secret').toString()).toBe('x');
  });
});

describe('readInputFile', () => {
  it('names input, file and cause', () => {
    expect(() => readInputFile(workspace, 'files', 'stack.yml')).toThrow(
      'Input "files": cannot read "stack.yml": there is no such file.',
    );
    expect(() => readInputFile(workspace, 'files', '.')).toThrow('it is a directory');
    expect(() => readInputFile(workspace, 'files', 'link')).toThrow('outside the workspace');
  });
});
