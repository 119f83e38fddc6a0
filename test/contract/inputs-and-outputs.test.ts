import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listActions, readActionContract } from '../../scripts/action-contract.ts';

const root = resolve(import.meta.dirname, '../..');
const names = await listActions(root);

describe.each(names)('the code of %s', async (name) => {
  const contract = await readActionContract(join(root, 'actions', name));
  const sources = await readSources(join(root, 'actions', name, 'src'));
  const own = sources.get('inputs.ts') ?? '';
  const inputs = [own, ...(await sharedInputs(own))].join('\n');

  it('reads the inputs of action.yml, all of them and no others', () => {
    expect(inputNames(inputs, '\\w+Input')).toEqual(sorted(contract.inputs.map((input) => input.name)));
  });

  it('requires what action.yml requires', () => {
    const required = contract.inputs.filter((input) => input.required);

    expect(inputNames(inputs, 'requiredInput')).toEqual(sorted(required.map((input) => input.name)));
  });

  it('reads inputs in inputs.ts only', () => {
    const readers = [...sources].filter(([, text]) => inputNames(text, '\\w*Input').length > 0);

    expect(readers.map(([file]) => file)).toEqual(['inputs.ts']);
  });

  it('sets the outputs of action.yml, all of them and no others', () => {
    const set = [...sources.values()].flatMap(outputNames);

    expect(sorted(set)).toEqual(sorted(contract.outputs.map((output) => output.name)));
  });
});

/** The files of inputs that several actions have, as far as this one reads them. */
function sharedInputs(source: string): Promise<readonly string[]> {
  const paths = [...source.matchAll(/'[./]*\/(shared\/action\/[\w-]+-inputs\.ts)'/g)].map(
    ([, path = '']) => path,
  );
  return Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
}

/** Names given to calls such as `requiredInput('stack')`, each once. */
function inputNames(source: string, reader: string): readonly string[] {
  const calls = source.matchAll(new RegExp(`\\b${reader}\\(\\s*'([^']+)'`, 'g'));
  return sorted([...calls].map(([, name = '']) => name));
}

/** Keys of the objects given to `setOutputs({ ... })`, whose values hold no comma outside brackets. */
function outputNames(source: string): readonly string[] {
  return [...source.matchAll(/\bsetOutputs\(\{([^;]*)\}\);/g)].flatMap(([, body = '']) =>
    topLevelItems(body).map((item) => /^'?([\w-]+)'?/.exec(item)?.[1] ?? `unreadable: ${item}`),
  );
}

function topLevelItems(body: string): readonly string[] {
  let items = body;
  for (let previous = ''; previous !== items; ) {
    previous = items;
    items = items.replace(/\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}/g, '');
  }
  return items
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

async function readSources(directory: string): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(directory);
  return new Map(
    await Promise.all(
      files.map(async (file) => [file, await readFile(join(directory, file), 'utf8')] as const),
    ),
  );
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
