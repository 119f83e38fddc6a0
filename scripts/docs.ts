/**
 * `node scripts/docs.ts` writes the tables of inputs and outputs into the READMEs, from each action.yml; with
 * `--check` it only says which README is out of date.
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readReadmes } from './readme-tables.ts';

const root = resolve(import.meta.dirname, '..');
const { values: flags } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const outdated = (await readReadmes(root)).filter(({ present, wanted }) => present !== wanted);
for (const { path, wanted } of outdated) {
  if (flags.check) console.log(`${path}: its tables differ from action.yml.`);
  else await writeFile(join(root, path), wanted);
}
if (flags.check && outdated.length > 0) {
  console.log('Run "npm run docs" and commit the result.');
  process.exitCode = 1;
} else {
  console.log(`Tables up to date${outdated.length > 0 ? `, ${outdated.length} rewritten` : ''}.`);
}
