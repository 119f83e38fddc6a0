import { describe, expect, it } from 'vitest';
import { harmless } from '../../../shared/runner/log.ts';

/** What the runner would take for a command: `::` at the start of a line, blanks aside, and `##[` anywhere. */
function commands(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

describe('harmless', () => {
  it.each([
    '::set-output name=a::b',
    '   ::error::x',
    'fine\n::add-mask::x',
    'fine\r::stop-commands::x',
    'a ##[command]b ##[error]c',
    '::::x',
  ])('leaves no workflow command in %j', (text) => {
    expect(commands(text)).not.toEqual([]);
    expect(commands(harmless(text))).toEqual([]);
  });

  it('leaves other text as it is', () => {
    const text = 'IPv6 fe80::1, std::string, # heading ##';
    expect(harmless(text)).toBe(text);
  });
});
