import { CST } from 'yaml';
import type { YamlScalar } from '../yaml-tree.ts';
import { COLON, type Cursor, HASH, leaveEveryday, NEWLINE, SPACE } from './cursor.ts';
import { NO_PROPERTIES } from './properties.ts';

const NEVER_FIRST = ',[]{}#&*!|>\'"%@`';
const NEEDS_TEXT_BEHIND = '-?:';
const FLOW_INDICATORS = ',[]{}';
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

/** A value that is not there; its place does not matter, because its key has one. */
export function emptyScalar(offset: number): YamlScalar {
  return { kind: 'scalar', offset, text: '', plain: true, ...NO_PROPERTIES };
}

/** `undefined` unless a quote stands here. Further lines must be deeper than `parentColumn`. */
export function readQuoted(cursor: Cursor, parentColumn: number): string | undefined {
  if (cursor.code !== DOUBLE_QUOTE && cursor.code !== SINGLE_QUOTE) return undefined;
  const { text, at } = cursor;
  const isDouble = cursor.code === DOUBLE_QUOTE;
  const end = isDouble ? endOfDoubleQuoted(text, at) : endOfSingleQuoted(text, at);
  const content = text.slice(at + 1, end);
  cursor.at = end + 1;
  const hasLines = content.includes('\n');
  if (hasLines) refuseShallowLines(content, parentColumn);
  if (!hasLines && !content.includes(isDouble ? '\\' : "'")) return content;
  const source = text.slice(at, end + 1);
  const type = isDouble ? 'double-quoted-scalar' : 'single-quoted-scalar';
  return resolved({ type, offset: at, indent: 0, source });
}

function endOfDoubleQuoted(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return leaveEveryday();
}

function endOfSingleQuoted(text: string, start: number): number {
  for (let end = text.indexOf("'", start + 1); end !== -1; end = text.indexOf("'", end + 2)) {
    if (text[end + 1] !== "'") return end;
  }
  return leaveEveryday();
}

function refuseShallowLines(content: string, parentColumn: number): void {
  const [, ...lines] = content.split('\n');
  for (const [index, line] of lines.entries()) {
    const indent = spacesAt(line, 0);
    const isBlank = indent === line.length && index < lines.length - 1;
    if (!isBlank && indent <= parentColumn) leaveEveryday();
  }
}

/** The text of a plain scalar on this line, in a block. The cursor stands behind it. */
export function readPlain(cursor: Cursor): string {
  refuseOtherBeginnings(cursor);
  const { text, at: start } = cursor;
  scanPlain(cursor);
  return text.slice(start, cursor.at);
}

/** Likewise, with what stands on deeper lines below it. */
export function readPlainLines(cursor: Cursor, parentColumn: number): string {
  const { at: start, text } = cursor;
  const firstLine = readPlain(cursor);
  const firstEnd = cursor.at;
  while (continues(cursor, parentColumn)) scanPlain(cursor);
  if (cursor.at === firstEnd) return firstLine;
  return resolved({ type: 'scalar', offset: start, indent: 0, source: text.slice(start, cursor.at) });
}

/** Goes to the next line of a plain scalar, if there is one. */
function continues(cursor: Cursor, parentColumn: number): boolean {
  const end = cursor.at;
  cursor.skipSpaces();
  let lineStart = cursor.at;
  while (cursor.code === NEWLINE) {
    lineStart = cursor.at + 1;
    cursor.at = lineStart;
    cursor.skipSpaces();
  }
  const indent = cursor.at - lineStart;
  const hasText = cursor.at < cursor.text.length && cursor.code !== HASH;
  if (lineStart > end && hasText && indent > parentColumn) return true;
  cursor.at = end;
  return false;
}

function refuseOtherBeginnings(cursor: Cursor): void {
  const first = cursor.text[cursor.at] ?? '';
  if (NEVER_FIRST.includes(first)) leaveEveryday();
  const next = cursor.text[cursor.at + 1] ?? '\n';
  if (NEEDS_TEXT_BEHIND.includes(first) && ' \n'.includes(next)) leaveEveryday();
}

/** Goes behind the last character of a plain scalar on this line: before a newline, a comment, or the colon of a key. */
function scanPlain(cursor: Cursor): void {
  const { text } = cursor;
  let end = cursor.at;
  for (let index = cursor.at; ; index += 1) {
    const code = text.charCodeAt(index);
    if (code === NEWLINE) break;
    const next = text.charCodeAt(index + 1);
    if (code === COLON && (next === SPACE || next === NEWLINE)) break;
    if (code === SPACE && next === HASH) break;
    if (code !== SPACE) end = index + 1;
  }
  cursor.at = end;
}

/** A plain scalar inside brackets, on one line. */
export function readFlowPlain(cursor: Cursor): string {
  refuseOtherBeginnings(cursor);
  const { text, at: start } = cursor;
  const next = text[start + 1] ?? '\n';
  if (':?'.includes(text[start] ?? '') || (FLOW_INDICATORS.includes(next) && text[start] === '-'))
    leaveEveryday();
  let end = start;
  for (let index = start; ; index += 1) {
    const letter = text[index] ?? '\n';
    if (letter === '\n' || FLOW_INDICATORS.includes(letter)) break;
    const following = text[index + 1] ?? '\n';
    if (letter === ':' && (following === ' ' || following === '\n' || FLOW_INDICATORS.includes(following)))
      break;
    if (letter === ' ' && following === '#') break;
    if (letter !== ' ') end = index + 1;
  }
  cursor.at = end;
  return text.slice(start, end);
}

/** The text of a block scalar; the cursor goes on to the line behind it. Only `|`, `|-`, `>` and `>-` are everyday. */
export function readBlockScalar(cursor: Cursor, parentColumn: number): string {
  const { text, at } = cursor;
  const header = /[|>]-?(?= *\n)/y;
  header.lastIndex = at;
  const [mode] = header.exec(text) ?? leaveEveryday();
  const start = text.indexOf('\n', at) + 1;
  const indent = spacesAt(text, start);
  if (indent <= parentColumn || text.charCodeAt(start + indent) === NEWLINE) leaveEveryday();
  let end = start;
  for (let line = start; line < text.length; line = text.indexOf('\n', line) + 1) {
    const spaces = spacesAt(text, line);
    const isBlank = text.charCodeAt(line + spaces) === NEWLINE;
    if (isBlank && spaces > indent) leaveEveryday();
    if (!isBlank && spaces < indent) break;
    if (!isBlank) end = text.indexOf('\n', line) + 1;
  }
  cursor.goToLine(end);
  const props: CST.SourceToken[] = [{ type: 'block-scalar-header', offset: at, indent: 0, source: mode }];
  return resolved({ type: 'block-scalar', offset: at, indent: 0, props, source: text.slice(start, end) });
}

function spacesAt(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) === SPACE) end += 1;
  return end - start;
}

/** Has the full YAML library put together what is more than a piece of the text. */
function resolved(token: CST.FlowScalar | CST.BlockScalar): string {
  const scalar = CST.resolveAsScalar(token, false, leaveEveryday);
  return scalar?.value ?? leaveEveryday();
}
