import { describe, expect, it } from 'vitest';
import { splitShellWords } from '../../../../shared/compose/convert/shell-words.ts';

describe('splitShellWords', () => {
  it.each([
    ['', []],
    ['  ', []],
    ['echo hello   world', ['echo', 'hello', 'world']],
    [`sh -c "echo 'a b' && c"`, ['sh', '-c', "echo 'a b' && c"]],
    [String.raw`a\ b "c\"d" 'e\f' g#h # comment`, ['a b', 'c"d', String.raw`e\f`, 'g#h']],
    ['a # one\nb', ['a', 'b']],
    ['# only', []],
    ['""', ['']],
    [`a "" ''`, ['a', '', '']],
    [`x='1 2' --y="3 4"z`, ['x=1 2', '--y=3 4z']],
    ['a\nb\tc', ['a', 'b', 'c']],
    ['a\\\nb', ['a\nb']],
    [String.raw`"\n"`, ['n']],
    ['$HOME | cat > x;', ['$HOME', '|', 'cat', '>', 'x;']],
  ])('%j', (text, words) => {
    expect(splitShellWords(text)).toEqual(words);
  });

  it.each([
    [`echo 'oops`, "the quote ' is never closed"],
    ['echo "oops', 'the quote " is never closed'],
    [String.raw`echo "oops\"`, 'the quote " is never closed'],
    ['echo \\', 'nothing stands behind the last backslash'],
  ])('refuses %j', (text, reason) => {
    expect(() => splitShellWords(text)).toThrow(reason);
  });
});
