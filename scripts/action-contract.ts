import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What an action.yml promises, in the order written there. */
export interface ActionContract {
  /** The action's folder, as given to `readActionContract`. */
  readonly directory: string;
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly InputContract[];
  readonly outputs: readonly OutputContract[];
  /** The section `runs` as it stands. */
  readonly runs: Readonly<Record<string, unknown>>;
}

export interface InputContract {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** As written: GitHub wants text, and a number or boolean here is a mistake of the file. */
  readonly default: unknown;
}

export interface OutputContract {
  readonly name: string;
  readonly description: string;
}

interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly inputs?: Readonly<Record<string, Partial<InputContract>>>;
  readonly outputs?: Readonly<Record<string, Partial<OutputContract>>>;
  readonly runs: Readonly<Record<string, unknown>>;
}

export async function readActionContract(directory: string): Promise<ActionContract> {
  const file: ActionFile = parse(await readFile(join(directory, 'action.yml'), 'utf8'));
  return {
    directory,
    name: file.name,
    description: file.description,
    inputs: Object.entries(file.inputs ?? {}).map(([name, input]) => ({
      name,
      description: input.description ?? '',
      required: input.required === true,
      default: input.default,
    })),
    outputs: Object.entries(file.outputs ?? {}).map(([name, output]) => ({
      name,
      description: output.description ?? '',
    })),
    runs: file.runs,
  };
}

/** Names of the folders of `actions/` that hold an action, sorted. */
export async function listActions(root: string): Promise<readonly string[]> {
  const folders = await readdir(join(root, 'actions'), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const contents = await Promise.all(names.map((name) => readdir(join(root, 'actions', name))));
  return names.filter((_, index) => contents[index]?.includes('action.yml')).sort();
}
