import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listActions } from '../../scripts/action-contract.ts';
import { readReadmes } from '../../scripts/readme-tables.ts';
import { type Step, stepProblems } from './step-problems.ts';

const root = resolve(import.meta.dirname, '../..');

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

describe.each(await readReadmes(root))('$path', ({ present, wanted }) => {
  it('has the tables that action.yml gives', () => {
    expect(present).toBe(wanted);
  });

  it('shows steps that work as they stand', async () => {
    const ours = stepsIn(present).filter((step) => step.uses?.startsWith('your-org/'));
    const problems = await Promise.all(ours.map(stepProblems));

    expect(ours).not.toEqual([]);
    expect(problems.flat()).toEqual([]);
  });
});

describe.each(await listActions(root))('the README of %s', async (name) => {
  const text = await readFile(join(root, 'actions', name, 'README.md'), 'utf8');

  it('shows its inputs and outputs', () => {
    expect(text).toContain(`<!-- inputs of ${name} -->`);
    expect(text).toContain(`<!-- outputs of ${name} -->`);
  });

  it('explains messages that the code really has', async () => {
    const table = /<!-- messages -->(.*?)<!-- end -->/s.exec(text)?.[1] ?? '';
    const messages = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, message = '']) => message);
    const code = await sources();

    expect(messages.length).toBeGreaterThan(5);
    expect(messages.filter((message) => !code.includes(message))).toEqual([]);
  });
});

describe('docs/failures.md', async () => {
  const text = await readFile(join(root, 'docs/failures.md'), 'utf8');

  it('gives the advice that the code gives today', async () => {
    const advice = [...text.matchAll(/^ +next {2,}(.+)$/gm)].map(([, words = '']) => words);
    const code = await sources();

    expect(advice.length).toBeGreaterThanOrEqual(5);
    expect(advice.filter((words) => !code.includes(words))).toEqual([]);
  });
});

/** Steps in the YAML blocks, which hold a list of steps or a whole workflow. */
function stepsIn(markdown: string): readonly Step[] {
  const blocks = [...markdown.matchAll(/^```ya?ml\n(.*?)^```/gms)].map(([, block = '']) => block);
  return blocks
    .filter((block) => /\buses:/.test(block))
    .flatMap((block) => {
      const content: readonly Step[] | Workflow = parse(block);
      return 'jobs' in content ? Object.values(content.jobs).flatMap((job) => job.steps) : content;
    });
}

async function sources(): Promise<string> {
  const texts: string[] = [];
  for await (const path of glob(['shared/**/*.ts', 'actions/*/src/**/*.ts'], { cwd: root })) {
    texts.push(await readFile(join(root, path), 'utf8'));
  }
  return texts.join('\n');
}
