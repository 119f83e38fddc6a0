import { afterEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../shared/errors/user-error.ts';
import {
  assignmentsInput,
  choiceInput,
  durationInput,
  flagInput,
  listInput,
  optionalInput,
  requiredInput,
  secretInput,
} from '../../../shared/runner/inputs.ts';

function given(name: string, value: string): void {
  vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('inputs', () => {
  it('takes empty for absent, as the runner does', () => {
    given('stack', '  ');
    expect(optionalInput('stack')).toBeUndefined();
    expect(() => requiredInput('stack')).toThrow('Input "stack" is missing.');
  });

  it('takes one of a few words, and says which when it is none', () => {
    given('resolve-image', '');
    expect(choiceInput('resolve-image', ['always', 'never'], 'always')).toBe('always');
    given('resolve-image', 'never');
    expect(choiceInput('resolve-image', ['always', 'never'], 'always')).toBe('never');
    given('resolve-image', 'Never');
    expect(() => choiceInput('resolve-image', ['always', 'never'], 'always')).toThrow(
      'Input "resolve-image": "Never" is none of always, never.',
    );
  });

  it('reads lists one item a line, without blank lines and comments', () => {
    given('files', '\n  a.yml  \n# not this\n\nb c.yml\n');
    expect(listInput('files')).toEqual(['a.yml', 'b c.yml']);
  });

  it('splits an assignment at its first = and lets a later line win', () => {
    given('env', 'A=1\nB=x=y\nA=2\nEMPTY=');
    expect({ ...assignmentsInput('env') }).toEqual({ A: '2', B: 'x=y', EMPTY: '' });
  });

  it('does not show the value of an assignment that it refuses', () => {
    given('env', '1BAD=hunter2');
    expect(() => assignmentsInput('env')).toThrow(/"1BAD"/);
    expect(() => assignmentsInput('env')).not.toThrow(/hunter2/);
  });

  it('is not led astray by a variable named __proto__', () => {
    given('env', '__proto__=x');
    expect(Object.keys(assignmentsInput('env'))).toEqual(['__proto__']);
  });

  it('reads Go durations as milliseconds and refuses the rest by name', () => {
    given('timeout', '1m30s');
    expect(durationInput('timeout')).toBe(90_000);
    for (const bad of ['90', '-5s', '1d', 'soon']) {
      given('timeout', bad);
      expect(() => durationInput('timeout')).toThrow(`Input "timeout": "${bad}" is not a duration.`);
    }
  });

  it('takes only true and false for a flag', () => {
    given('dry-run', 'True');
    expect(flagInput('dry-run')).toBe(true);
    given('dry-run', '');
    expect(flagInput('dry-run')).toBe(false);
    given('dry-run', 'yes');
    expect(() => flagInput('dry-run')).toThrow(UserError);
  });

  it('masks a secret with every line of it before it gives it away', () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    given('ssh-key', 'first line\nsecond line\n');
    expect(secretInput('ssh-key')).toBe('first line\nsecond line\n');
    expect(written.join('')).toContain('::add-mask::first line%0Asecond line');
  });
});
