import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCase } from './conformance-case.ts';
import { judgeCase, type Verdict } from './judge-case.ts';

/** Compares the directories named on the command line, or all of `cases`, and prints one line for each. */
function main(directories: readonly string[]): number {
  const all = directories.length > 0 ? directories : casesBeside();
  const counts = new Map<Verdict, number>();
  for (const directory of all) {
    const material = readCase(directory);
    const { verdict, detail } = judgeCase(material);
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    console.log(`${verdict.padEnd(12)} ${material.name}${detail === '' ? '' : `: ${detail}`}`);
  }
  console.log([...counts].map(([verdict, count]) => `${verdict} ${count}`).join(', '));
  return counts.has('differs') ? 1 : 0;
}

function casesBeside(): readonly string[] {
  const cases = join(import.meta.dirname, 'cases');
  return readdirSync(cases).map((name) => join(cases, name));
}

process.exitCode = main(process.argv.slice(2));
