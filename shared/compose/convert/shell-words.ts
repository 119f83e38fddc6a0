/** Thrown by `splitShellWords`. */
export class ShellWordsError extends Error {}

/**
 * Splits a command as Docker does: quotes and backslashes as in a shell, `#` begins a comment where a word could
 * begin, and nothing else is special: no variables, no pipes, no globs. A backslash between double quotes takes
 * the next character as it is.
 */
export function splitShellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    at += 1;
    if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '#' && word === undefined) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end + 1;
    } else if (character === '\\') {
      if (at >= text.length) throw new ShellWordsError('nothing stands behind the last backslash');
      word = (word ?? '') + text.charAt(at);
      at += 1;
    } else if (character === '"' || character === "'") {
      const quoted = readQuoted(text, at, character);
      word = (word ?? '') + quoted.content;
      at = quoted.end;
    } else {
      word = (word ?? '') + character;
    }
  }
  return word === undefined ? words : [...words, word];
}

interface Quoted {
  readonly content: string;
  /** Behind the closing quote. */
  readonly end: number;
}

function readQuoted(text: string, start: number, quote: string): Quoted {
  let content = '';
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === quote) return { content, end: at + 1 };
    if (character === '\\' && quote === '"') at += 1;
    content += text.charAt(at);
  }
  throw new ShellWordsError(`the quote ${quote} is never closed`);
}
