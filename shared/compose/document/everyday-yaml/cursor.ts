/** Thrown where a file leaves everyday YAML; the reader of all YAML then begins anew. */
export class NotEveryday extends Error {}

export function leaveEveryday(): never {
  throw new NotEveryday('This is not everyday YAML.');
}

export const NEWLINE = 10;
export const SPACE = 32;
export const HASH = 35;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;

/** Where the reader is. The text ends with a newline. */
export class Cursor {
  readonly text: string;
  /** Offset of the next character. */
  at = 0;
  /** Where the text of this line begins, or what stands behind the dashes of its list items; -1 behind the last line. */
  column = -1;
  #lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  /** Makes what stands here the beginning of its line, as a mapping behind the dash of a list item is. */
  beginHere(): void {
    this.column = this.at - this.#lineStart;
  }

  skipSpaces(): void {
    while (this.code === SPACE) this.at += 1;
  }

  /** Whether nothing but a comment follows on this line. */
  atLineEnd(): boolean {
    this.skipSpaces();
    return this.code === NEWLINE || (this.code === HASH && this.text.charCodeAt(this.at - 1) === SPACE);
  }

  /** Goes to the next line with a text; there must be nothing but a comment left on this one. */
  endLine(): void {
    if (!this.atLineEnd()) leaveEveryday();
    this.goToLine(this.text.indexOf('\n', this.at) + 1);
  }

  /** Goes to the first line with a text from the one that starts at an offset. */
  goToLine(lineStart: number): void {
    this.#lineStart = lineStart;
    this.at = lineStart;
    this.skipSpaces();
    while (this.code === NEWLINE || this.code === HASH) {
      this.#lineStart = this.text.indexOf('\n', this.at) + 1;
      this.at = this.#lineStart;
      this.skipSpaces();
    }
    this.column = this.at < this.text.length ? this.at - this.#lineStart : -1;
    if (this.column === 0 && /---|\.\.\./y.test(this.text.slice(this.at, this.at + 3))) leaveEveryday();
  }

  /** Whether a dash of a list item stands here. */
  atDash(): boolean {
    const next = this.text.charCodeAt(this.at + 1);
    return this.code === DASH && (next === SPACE || next === NEWLINE);
  }
}
