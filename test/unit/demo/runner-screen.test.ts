import { describe, expect, it } from 'vitest';
import { RunnerScreen } from '../../demo/runner-screen.ts';
import { plainStyle } from '../../demo/style.ts';

function shown(...lines: readonly string[]): readonly string[] {
  const screen = new RunnerScreen(plainStyle);
  return lines.flatMap((line) => screen.show(line));
}

describe('RunnerScreen', () => {
  it('indents groups and hides what only the runner hears', () => {
    expect(
      shown('before', '::group::Plan', '+ service web', '::endgroup::', '::debug::hidden', 'after'),
    ).toEqual(['before', '▾ Plan', '  + service web', 'after']);
  });

  it('shows annotations with their place and all their lines', () => {
    expect(shown('::error file=stack.yml,line=3,col=3::web: it ended%0A  next  100%25')).toEqual([
      '❌ web: it ended  (stack.yml:3)',
      '     next  100%',
    ]);
    expect(shown('::warning::careful', '::notice::look')).toEqual(['⚠️  careful', 'ℹ️  look']);
  });

  it('masks each line of a secret from then on', () => {
    expect(shown('one two', '::add-mask::one%0Atwo%0A', 'one two', '::error::two%0Aone')).toEqual([
      'one two',
      '*** ***',
      '❌ ***',
      '   ***',
    ]);
  });

  it('shows a command it does not know as it is', () => {
    expect(shown('::unheard-of::x')).toEqual(['::unheard-of::x']);
  });
});
