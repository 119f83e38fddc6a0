import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listActions } from '../../scripts/action-contract.ts';
import { readReadmes } from '../../scripts/readme-tables.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the READMEs', async () => {
  const readmes = await readReadmes(root);

  it.each(readmes)('$path has the tables that action.yml gives', ({ present, wanted }) => {
    expect(present).toBe(wanted);
  });

  it.each(await listActions(root))('of %s shows its inputs and outputs', (name) => {
    const text = readmes.find(({ path }) => path === `actions/${name}/README.md`)?.present;

    expect(text).toContain(`<!-- inputs of ${name} -->`);
    expect(text).toContain(`<!-- outputs of ${name} -->`);
  });
});
