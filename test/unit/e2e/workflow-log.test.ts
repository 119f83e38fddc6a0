import { describe, expect, it } from 'vitest';
import { readSteps } from '../../e2e/workflow-log.ts';

/** Lines as act 0.2.89 prints them with --json, without the fields that are not read. */
const LOG = [
  { level: 'warning', msg: 'no docker connection' },
  { step: 'Set up job', stepResult: 'success', msg: '  ✅  Success - Set up job' },
  { step: 'Deploy', stage: 'Pre', msg: 'read action.yml' },
  { step: 'Deploy', stage: 'Main', msg: 'Connected.\n', raw_output: true },
  { step: 'Deploy', stage: 'Main', command: 'error', arg: 'one\ntwo', msg: '  ❗  ::error::one%0Atwo\n' },
  { step: 'Deploy', stage: 'Main', stepResult: 'failure', msg: '  ❌  Failure' },
  {
    step: 'Deploy',
    stage: 'Main',
    command: 'set-output',
    name: 'outcome',
    arg: 'failed',
    msg: 'outcome=failed',
  },
  { step: 'Deploy', stage: 'Main', command: 'summary', content: '### Failed\n', msg: 'Summary' },
  { step: 'Deploy', stage: 'Post', stepResult: 'success', msg: '  ✅  Success - Post Deploy' },
]
  .map((line) => JSON.stringify(line))
  .concat("Error: Job 'deploy' failed", '')
  .join('\n');

describe('readSteps', () => {
  it('gathers what a step did, and leaves out what belongs to none', () => {
    expect(readSteps(LOG)).toEqual([
      {
        name: 'Deploy',
        main: 'failure',
        post: 'success',
        outputs: { outcome: 'failed' },
        summary: '### Failed\n',
        log: expect.stringMatching(/^read action\.yml\nConnected\.\n/),
        errors: ['one\ntwo'],
      },
    ]);
  });

  it('says nothing of the end of a step that did not run', () => {
    const line = JSON.stringify({ step: 'Deploy', stage: 'Pre', msg: 'read action.yml' });
    expect(readSteps(line)).toEqual([
      { name: 'Deploy', outputs: {}, summary: '', log: 'read action.yml', errors: [] },
    ]);
  });
});
