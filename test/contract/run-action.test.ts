import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runAction, runPostStep, startAction } from '../support/run-action.ts';

const CONTRACT = `
name: Scratch
description: An action that shows what it was given.
inputs:
  ssh-key: {description: A key.}
  dry run: {description: A flag., default: 'false'}
runs: {using: node24, main: dist/index.js, post: dist/post.js}
`;

const PROGRAM = `
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const { env } = process;
console.log('::add-mask::' + env['INPUT_SSH-KEY']);
console.log('cwd ' + process.cwd());
console.error('inputs ' + Object.keys(env).filter((name) => name.startsWith('INPUT_')).sort());
console.log('secret of the shell: ' + env.TEST_ONLY_SECRET + ', step: ' + env.TAG);
console.log('::error file=stack.yml,line=3,title=a%2Cb%3A c::first%0Asecond 100%25');
console.log('::stop-commands::over');
console.log('::error::not a command');
console.log('::over::');
appendFileSync(env.GITHUB_OUTPUT, 'plan<<ghadelimiter_1\\na=b\\n\\nc<<d\\nghadelimiter_1\\noutcome=deployed\\n');
appendFileSync(env.GITHUB_STATE, 'lease=first\\nlease=last\\n');
appendFileSync(env.GITHUB_STEP_SUMMARY, '### Done\\n');
writeFileSync(join(env.RUNNER_TEMP, 'left'), '');
process.on('SIGINT', () => { console.log('interrupted'); if (env.TAG !== 'deaf') process.exit(1); });
process.on('SIGTERM', () => { console.log('terminated'); if (env.TAG !== 'deaf') process.exit(1); });
if (env.TAG !== 'quick') { console.log('waiting'); setInterval(() => {}, 1000); }
`;

describe('runAction', () => {
  let action: string;

  beforeAll(async () => {
    action = await mkdtemp(join(tmpdir(), 'scratch-action-'));
    await mkdir(join(action, 'dist'));
    await writeFile(join(action, 'action.yml'), CONTRACT);
    await writeFile(join(action, 'dist/package.json'), '{"type":"module"}');
    await writeFile(join(action, 'dist/index.js'), PROGRAM);
    await writeFile(
      join(action, 'dist/post.js'),
      'console.log(process.env.STATE_lease, process.env.INPUT_DRY_RUN)',
    );
  });

  afterAll(() => rm(action, { recursive: true }));

  it('gives a step what the runner gives it, and nothing else', async () => {
    vi.stubEnv('TEST_ONLY_SECRET', 'of the shell');
    const result = await runAction(action, {
      inputs: { 'ssh-key': 'hush' },
      workspace: action,
      env: { TAG: 'quick' },
    });

    expect(result.exitCode).toBe(0);
    expect(result.log.split('\n').slice(0, 3)).toEqual([
      `cwd ${action}`,
      'inputs INPUT_DRY_RUN,INPUT_SSH-KEY',
      'secret of the shell: undefined, step: quick',
    ]);
  });

  it('reads outputs, summary, annotations, masks and files left behind', async () => {
    const result = await runAction(action, { inputs: { 'ssh-key': 'hush' }, env: { TAG: 'quick' } });

    expect(result.outputs).toEqual({ plan: 'a=b\n\nc<<d', outcome: 'deployed' });
    expect(result.summary).toBe('### Done\n');
    expect(result.masks).toEqual(['hush']);
    expect(result.log).not.toContain('hush');
    expect(result.filesLeft).toEqual(['left']);
    expect(result.annotations).toEqual([
      {
        level: 'error',
        message: 'first\nsecond 100%',
        properties: { file: 'stack.yml', line: '3', title: 'a,b: c' },
      },
    ]);
  });

  it('hands what the step kept to its post step', async () => {
    const { state } = await runAction(action, { env: { TAG: 'quick' } });
    const post = await runPostStep(action, { state, inputs: { 'dry run': 'true' } });

    expect(state).toEqual({ lease: 'last' });
    expect(post).toMatchObject({ exitCode: 0, log: 'last true\n' });
  });

  it('cancels with SIGINT first', async () => {
    const running = await startAction(action);
    await running.logged('waiting');
    const result = await running.cancel();

    expect(result.log).toContain('interrupted');
    expect(result).toMatchObject({ exitCode: 1 });
    expect(result.milliseconds).toBeLessThan(5_000);
  });

  it('kills an action that ignores the cancellation, 10 s later', async () => {
    const running = await startAction(action, { env: { TAG: 'deaf' } });
    await running.logged('waiting');
    const askedAt = performance.now();
    const result = await running.cancel();

    expect(result.exitCode).toBeNull();
    expect(result.log).toMatch(/interrupted\nterminated\n$/);
    expect(performance.now() - askedAt).toBeGreaterThan(9_900);
  });

  it('fails a wait for a line that never comes', async () => {
    const running = await startAction(action, { env: { TAG: 'quick' } });

    await expect(running.logged('never printed')).rejects.toThrow('ended without logging "never printed"');
  });
});
