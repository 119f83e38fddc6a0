import { describe, expect, it } from 'vitest';
import { parseEnvFile } from '../../../../shared/compose/convert/env-file.ts';

describe('parseEnvFile', () => {
  it('reads what docker run reads: no quotes, no variables, comments only at the start of a line', () => {
    const text = '\uFEFFA=1\r\n  B = 2\n# no\n   # no\nC="x" # y\n\nD=a=b\nE=\nF=$A\nA=last\nG= x \n';
    expect(() => parseEnvFile(text, {})).toThrow('line 2 has a blank in the name of the variable');
    expect([...parseEnvFile(text.replace('  B = 2', '  B=2'), {})]).toEqual([
      ['A', 'last'],
      ['B', '2'],
      ['C', '"x" # y'],
      ['D', 'a=b'],
      ['E', ''],
      ['F', '$A'],
      ['G', ' x '],
    ]);
  });

  it('takes a name alone from the environment, and drops it when it is not there', () => {
    expect([...parseEnvFile('A\nB\nconstructor\n', { A: 'a' })]).toEqual([['A', 'a']]);
  });

  it.each([
    ['A=1\nexport B=2', 'line 2 begins with "export"'],
    ['=1', 'line 1 has no name before "="'],
    ['A B', 'line 1 has a blank in the name of the variable'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseEnvFile(text, {})).toThrow(reason);
  });
});
