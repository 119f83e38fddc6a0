import type { YamlList, YamlMap, YamlNode, YamlPair, YamlProperties, YamlScalar } from '../yaml-tree.ts';
import { COLON, type Cursor, leaveEveryday, NEWLINE, SPACE } from './cursor.ts';
import { readFlow } from './flow.ts';
import { NO_PROPERTIES, readName, readProperties } from './properties.ts';
import { emptyScalar, readBlockScalar, readPlain, readPlainLines, readQuoted } from './scalars.ts';

const ASTERISK = 42;
const PIPE = 124;
const GREATER = 62;
/** No key begins with them. */
const NO_KEY = '[{*|>';

/** Longer keys are not everyday; YAML refuses those of more than 1024 characters. */
const LONGEST_KEY = 1000;

/** Far above any real stack file, far below what exhausts the call stack. */
const MOST_COLUMNS = 400;

/** The mapping whose first key stands here; the cursor goes on to the first line that does not belong to it. */
export function readBlockMap(cursor: Cursor, properties = NO_PROPERTIES): YamlMap {
  const { at: offset, column } = cursor;
  if (column > MOST_COLUMNS) leaveEveryday();
  const pairs: YamlPair[] = [];
  do {
    const key = readKey(cursor);
    pairs.push({ key, value: readPairValue(cursor, column) });
  } while (cursor.column === column);
  if (cursor.column > column) leaveEveryday();
  return { kind: 'map', offset, pairs, ...properties };
}

function readBlockList(cursor: Cursor, properties = NO_PROPERTIES): YamlList {
  const { at: offset, column } = cursor;
  if (column > MOST_COLUMNS) leaveEveryday();
  const items: YamlNode[] = [];
  do {
    cursor.at += 1;
    items.push(readItem(cursor, column));
  } while (cursor.column === column && cursor.atDash());
  if (cursor.column > column) leaveEveryday();
  return { kind: 'list', offset, items, ...properties };
}

/** A value that begins on a line of its own, deeper than `parentColumn`; anchor and tag may have one before it. */
function readBlock(cursor: Cursor, before: YamlProperties, parentColumn: number): YamlNode {
  const properties = before === NO_PROPERTIES ? readProperties(cursor) : before;
  if (properties !== before) {
    cursor.endLine();
    if (cursor.column <= parentColumn) leaveEveryday();
  }
  if (cursor.atDash()) return readBlockList(cursor, properties);
  return beginsMap(cursor) ? readBlockMap(cursor, properties) : readInline(cursor, properties, parentColumn);
}

/** The key that stands here, and its colon. */
function readKey(cursor: Cursor): YamlScalar {
  const key = tryKey(cursor) ?? leaveEveryday();
  cursor.at += 1;
  return key;
}

/** Stops at the colon; `undefined` when what stands here is no key. */
function tryKey(cursor: Cursor): YamlScalar | undefined {
  const offset = cursor.at;
  const quoted = readQuoted(cursor, Number.POSITIVE_INFINITY);
  const text = quoted ?? readPlain(cursor);
  cursor.skipSpaces();
  const next = cursor.text.charCodeAt(cursor.at + 1);
  const isKey = cursor.code === COLON && (next === SPACE || next === NEWLINE);
  if (!isKey || cursor.at - offset > LONGEST_KEY) return undefined;
  return { kind: 'scalar', offset, text, plain: quoted === undefined, ...NO_PROPERTIES };
}

function readPairValue(cursor: Cursor, column: number): YamlNode {
  cursor.skipSpaces();
  const properties = readProperties(cursor);
  if (!cursor.atLineEnd()) return readInline(cursor, properties, column);
  const empty = emptyScalar(cursor.at);
  cursor.endLine();
  if (cursor.column > column) return readBlock(cursor, properties, column);
  if (cursor.column === column && cursor.atDash()) return readBlockList(cursor, properties);
  // A value that is not there has no place, and YAML has rules of its own for where its tag stands.
  if (properties !== NO_PROPERTIES) leaveEveryday();
  return empty;
}

function readItem(cursor: Cursor, column: number): YamlNode {
  cursor.skipSpaces();
  if (cursor.atDash()) {
    cursor.beginHere();
    return readBlockList(cursor);
  }
  const properties = readProperties(cursor);
  if (cursor.atLineEnd()) {
    cursor.endLine();
    return cursor.column > column ? readBlock(cursor, properties, column) : leaveEveryday();
  }
  if (properties === NO_PROPERTIES && beginsMap(cursor)) {
    cursor.beginHere();
    return readBlockMap(cursor);
  }
  return readInline(cursor, properties, column);
}

function beginsMap(cursor: Cursor): boolean {
  const { at, text } = cursor;
  if (NO_KEY.includes(text[at] ?? '')) return false;
  const isMap = tryKey(cursor) !== undefined;
  cursor.at = at;
  return isMap;
}

/** A value that begins on this line; the cursor goes on to the next. */
function readInline(cursor: Cursor, properties: YamlProperties, parentColumn: number): YamlNode {
  const { at: offset, code } = cursor;
  if (code === PIPE || code === GREATER)
    return {
      kind: 'scalar',
      offset,
      text: readBlockScalar(cursor, parentColumn),
      plain: false,
      ...properties,
    };
  const value = readOnLine(cursor, properties, parentColumn);
  cursor.endLine();
  return value;
}

function readOnLine(cursor: Cursor, properties: YamlProperties, parentColumn: number): YamlNode {
  const { at: offset, code } = cursor;
  if (code === ASTERISK && properties === NO_PROPERTIES)
    return { kind: 'alias', offset, name: readName(cursor) };
  const collection = readFlow(cursor, properties, parentColumn);
  if (collection !== undefined) return collection;
  const quoted = readQuoted(cursor, parentColumn);
  const text = quoted ?? readPlainLines(cursor, parentColumn);
  return { kind: 'scalar', offset, text, plain: quoted === undefined, ...properties };
}
