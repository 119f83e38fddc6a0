/**
 * The variables of a stack file as the Compose Specification writes them: `$NAME`, `${NAME}`, and inside braces one
 * of the operators `:-  -  :?  ?  :+  +` with a word that may hold variables again. `$$` is a dollar sign.
 */
export interface Variable {
  readonly name: string;
  readonly operator: Operator;
  /** What stands behind the operator; empty without one. */
  readonly word: Template;
  /** The same as it is written; it is the message of `?`. */
  readonly wordText: string;
  /** `$NAME` directly before an operator: `docker stack deploy` takes the rest of the text for its word. */
  readonly looksLikeOperator: boolean;
  /** Names behind a plain dollar sign in the word. They stand for themselves, as in `docker stack deploy`. */
  readonly literalNames: readonly string[];
}

export type Operator = '' | ':-' | '-' | ':?' | '?' | ':+' | '+';
export type Template = readonly (string | Variable)[];

/** Thrown by `parseTemplate`; `expression` is the part that is no variable. */
export class TemplateError extends Error {
  readonly expression: string;

  constructor(expression: string) {
    super(`${expression} is not a variable`);
    this.name = 'TemplateError';
    this.expression = expression;
  }
}

const NAME = /[_a-z][_a-z0-9]*/iy;
const OPERATOR = /:?[-?+]/y;

export function parseTemplate(text: string): Template {
  return text.includes('$') ? new TemplateParser(text).parse() : [text];
}

class TemplateParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Template {
    return this.#parts(false);
  }

  /**
   * Inside a word a dollar sign that begins no variable in braces is a plain one, because defaults hold password
   * hashes, and the brace ends the word that no brace inside of it opened.
   */
  #parts(insideWord: boolean): Template {
    const parts: (string | Variable)[] = [];
    let literal = '';
    let open = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      if (insideWord && character === '}' && open === 0) break;
      open += character === '{' ? 1 : character === '}' ? -1 : 0;
      if (character !== '$') {
        literal += character;
        this.#at += 1;
      } else if (this.#text.startsWith('$$', this.#at)) {
        literal += '$';
        this.#at += 2;
      } else if (insideWord && !/^\$\{[_a-z]/i.test(this.#text.slice(this.#at))) {
        literal += character;
        this.#at += 1;
      } else {
        parts.push(literal, this.#variable());
        literal = '';
      }
    }
    return [...parts, literal].filter((part) => part !== '');
  }

  #variable(): Variable {
    const start = this.#at;
    const braced = this.#text.startsWith('${', start);
    this.#at += braced ? 2 : 1;
    const name = this.#take(NAME);
    if (name === undefined) throw new TemplateError(this.#excerpt(start));
    if (!braced) {
      const looksLikeOperator = /^:?[-?]/.test(this.#text.slice(this.#at));
      return { name, operator: '', word: [], wordText: '', looksLikeOperator, literalNames: [] };
    }
    const operator = this.#take(OPERATOR) as Operator | undefined;
    const wordStart = this.#at;
    const word = operator === undefined ? [] : this.#parts(true);
    if (this.#text.charAt(this.#at) !== '}') throw new TemplateError(this.#excerpt(start));
    const wordText = this.#text.slice(wordStart, this.#at);
    this.#at += 1;
    const literalNames = wordText.replaceAll('$$', '').match(/\$[_a-z][_a-z0-9]*/gi) ?? [];
    return { name, operator: operator ?? '', word, wordText, looksLikeOperator: false, literalNames };
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  /** The expression alone: the text around it may be a password. */
  #excerpt(start: number): string {
    const rest = this.#text.slice(start);
    return (/^\$\{[^}\n]*\}?|^\$\S?/.exec(rest)?.[0] ?? '$').slice(0, 60);
  }
}
