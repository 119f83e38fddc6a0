import type { YamlNode, YamlPair, YamlProperties } from '../yaml-tree.ts';
import { COMMA, type Cursor, HASH, leaveEveryday, NEWLINE, SPACE } from './cursor.ts';
import { NO_PROPERTIES, readName, readProperties } from './properties.ts';
import { emptyScalar, readFlowPlain, readQuoted } from './scalars.ts';

const ASTERISK = 42;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;

/** Far above any real stack file, far below what exhausts the call stack. */
const MOST_LEVELS = 100;

/** A list or mapping in brackets; `undefined` unless one opens here. Further lines must be deeper than `parentColumn`. */
export function readFlow(
  cursor: Cursor,
  properties: YamlProperties,
  parentColumn: number,
  level = 0,
): YamlNode | undefined {
  if (cursor.code !== OPEN_LIST && cursor.code !== OPEN_MAP) return undefined;
  if (level > MOST_LEVELS) leaveEveryday();
  const { at: offset, code } = cursor;
  cursor.at += 1;
  const inside: Inside = { cursor, parentColumn, level };
  return code === OPEN_LIST
    ? { kind: 'list', offset, items: readUntil(CLOSE_LIST, inside, readValue), ...properties }
    : { kind: 'map', offset, pairs: readUntil(CLOSE_MAP, inside, readPair), ...properties };
}

interface Inside {
  readonly cursor: Cursor;
  readonly parentColumn: number;
  readonly level: number;
}

function readUntil<Item>(close: number, inside: Inside, readItem: (inside: Inside) => Item): readonly Item[] {
  const { cursor } = inside;
  const items: Item[] = [];
  skipBlank(inside);
  while (cursor.code !== close) {
    items.push(readItem(inside));
    skipBlank(inside);
    if (cursor.code !== COMMA) break;
    cursor.at += 1;
    skipBlank(inside);
  }
  if (cursor.code !== close) leaveEveryday();
  cursor.at += 1;
  return items;
}

function readPair(inside: Inside): YamlPair {
  const { cursor } = inside;
  const offset = cursor.at;
  const quoted = readQuoted(cursor, Number.POSITIVE_INFINITY);
  const text = quoted ?? readFlowPlain(cursor);
  cursor.skipSpaces();
  if (cursor.text[cursor.at] !== ':') leaveEveryday();
  cursor.at += 1;
  skipBlank(inside);
  const key: YamlNode = { kind: 'scalar', offset, text, plain: quoted === undefined, ...NO_PROPERTIES };
  const { at, code } = cursor;
  return { key, value: code === COMMA || code === CLOSE_MAP ? emptyScalar(at) : readValue(inside) };
}

function readValue({ cursor, parentColumn, level }: Inside): YamlNode {
  const properties = readProperties(cursor);
  const { at: offset } = cursor;
  if (cursor.code === ASTERISK && properties === NO_PROPERTIES)
    return { kind: 'alias', offset, name: readName(cursor) };
  const collection = readFlow(cursor, properties, parentColumn, level + 1);
  if (collection !== undefined) return collection;
  const quoted = readQuoted(cursor, parentColumn);
  const text = quoted ?? readFlowPlain(cursor);
  return { kind: 'scalar', offset, text, plain: quoted === undefined, ...properties };
}

/** Skips spaces, newlines and comments. Only the last bracket may stand as far left as what the value belongs to. */
function skipBlank({ cursor, parentColumn, level }: Inside): void {
  const { text } = cursor;
  while (cursor.code === SPACE || cursor.code === NEWLINE || cursor.code === HASH) {
    const { at } = cursor;
    if (cursor.code === HASH) {
      if (!' \n'.includes(text[at - 1] ?? '')) leaveEveryday();
      cursor.at = text.indexOf('\n', at);
    } else if (cursor.code === SPACE) {
      cursor.skipSpaces();
    } else {
      cursor.at += 1;
      cursor.skipSpaces();
      const indent = cursor.at - at - 1;
      const closes = level === 0 && indent === parentColumn && isClosing(cursor.code);
      const isShallow = indent <= parentColumn && cursor.code !== NEWLINE && cursor.code !== HASH;
      if (isShallow && !closes) leaveEveryday();
    }
  }
}

function isClosing(code: number): boolean {
  return code === CLOSE_LIST || code === CLOSE_MAP;
}
