import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStackFiles } from '../../../shared/compose/read-stack-files.ts';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { formatPosition, type UserError } from '../../../shared/errors/user-error.ts';

const BROKEN = join(import.meta.dirname, 'broken');
const WORKING_DIRECTORY = '/srv/stack';

function mistakes(directory: string): readonly UserError[] {
  try {
    readStackFiles({
      files: [{ path: 'stack.yml', text: readFileSync(join(directory, 'stack.yml'), 'utf8') }],
      stack: 'shop',
      environment: {},
      workingDirectory: WORKING_DIRECTORY,
      readFile: (path) => readFileSync(join(directory, path.slice(WORKING_DIRECTORY.length))),
    });
    return [];
  } catch (error) {
    if (error instanceof SeveralErrors) return error.errors;
    throw error;
  }
}

/** Each directory holds a broken stack.yml, and in expected.txt what a person is told. */
describe('a broken stack file', () => {
  it.each(readdirSync(BROKEN))('%s gives one clear message with its place', async (name) => {
    const [mistake, ...others] = mistakes(join(BROKEN, name));
    expect(others).toEqual([]);
    if (mistake?.position === undefined) throw new Error('no mistake with a position was found');
    await expect(
      `${formatPosition(mistake.position)}\n${mistake.message}\n${mistake.fix}\n`,
    ).toMatchFileSnapshot(join(BROKEN, name, 'expected.txt'));
    expect(mistake.message + mistake.fix).not.toContain('hunter2');
  });
});
