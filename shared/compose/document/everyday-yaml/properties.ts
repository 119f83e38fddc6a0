import type { YamlProperties } from '../yaml-tree.ts';
import { type Cursor, leaveEveryday } from './cursor.ts';

const NAME = /[^ ,[\]{}\n]+/y;
const TAG = /![A-Za-z][A-Za-z0-9_-]*/y;
const BLANK = ' \n';
const AMPERSAND = 38;
const EXCLAMATION = 33;

export const NO_PROPERTIES: YamlProperties = { anchor: undefined, tag: undefined };

/** Anchor and tag before a value. Tags of YAML's own are not everyday. */
export function readProperties(cursor: Cursor): YamlProperties {
  let properties = NO_PROPERTIES;
  for (;;) {
    const { code } = cursor;
    if (code === AMPERSAND && properties.anchor === undefined)
      properties = { ...properties, anchor: readName(cursor) };
    else if (code === EXCLAMATION && properties.tag === undefined)
      properties = { ...properties, tag: matchHere(cursor, TAG) };
    else return properties;
    if (!BLANK.includes(cursor.text[cursor.at] ?? '')) leaveEveryday();
    cursor.skipSpaces();
  }
}

/** The name behind `&` or `*`. */
export function readName(cursor: Cursor): string {
  cursor.at += 1;
  const name = matchHere(cursor, NAME);
  return name.endsWith(':') ? leaveEveryday() : name;
}

function matchHere(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const [text] = pattern.exec(cursor.text) ?? leaveEveryday();
  cursor.at += text.length;
  return text;
}
