import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listActions, readActionContract } from './action-contract.ts';
import { fillTables } from './contract-tables.ts';

export interface Readme {
  /** Relative to the root. */
  readonly path: string;
  readonly present: string;
  /** The same text with its tables as action.yml says. */
  readonly wanted: string;
}

/** The root README and one of each action; all of them must exist. */
export async function readReadmes(root: string): Promise<readonly Readme[]> {
  const names = await listActions(root);
  const actions = new Map(
    await Promise.all(
      names.map(async (name) => [name, await readActionContract(join(root, 'actions', name))] as const),
    ),
  );
  const paths = ['README.md', ...names.map((name) => join('actions', name, 'README.md'))];
  return Promise.all(
    paths.map(async (path) => {
      const present = await readFile(join(root, path), 'utf8');
      return { path, present, wanted: fillTables(present, actions) };
    }),
  );
}
