import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listActions, readActionContract } from '../../scripts/action-contract.ts';
import { mistakesOfAction } from './github-parsers.ts';

const root = resolve(import.meta.dirname, '../..');
const names = await listActions(root);

describe.each(names)('action.yml of %s', async (name) => {
  const path = join('actions', name, 'action.yml');
  const content = await readFile(join(root, path), 'utf8');
  const contract = await readActionContract(join(root, 'actions', name));

  it("is valid for GitHub's own parser", () => {
    expect(mistakesOfAction(path, content)).toEqual([]);
  });

  it('runs the bundle on Node 24', () => {
    expect(contract.runs).toMatchObject({ using: 'node24', main: 'dist/index.js' });
  });

  it.each([...contract.inputs, ...contract.outputs])('explains $name in whole sentences', (item) => {
    expect(item.description.trim()).toMatch(/^[A-Z`].*[.]$/s);
    expect(item.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('writes each default as text, and none for a required input', () => {
    for (const input of contract.inputs) {
      expect(typeof input.default, input.name).toMatch(
        input.required ? /^undefined$/ : /^(undefined|string)$/,
      );
    }
  });
});

describe("GitHub's own parser", () => {
  it('finds a mistake in an action.yml', () => {
    const content = 'name: A\ndescription: B.\nruns: {using: node24, main: a.js, pots: b.js}\n';

    expect(mistakesOfAction('action.yml', content)).toEqual([
      expect.stringContaining("Unexpected value 'pots'"),
    ]);
  });
});
