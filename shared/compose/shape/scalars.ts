import { parseDuration } from '../../units/duration.ts';
import { parseSize } from '../../units/size.ts';
import type { Node } from '../document/node.ts';
import {
  asBoolean,
  asFileMode,
  asInteger,
  asNumber,
  asPrintedText,
  asText,
  isNull,
} from '../document/values.ts';
import { nearestName } from './nearest-name.ts';
import type { Complaint, ScalarShape, Shape } from './shape.ts';
import { either, map, uniqueList } from './shape.ts';

export const text: ScalarShape = {
  kind: 'scalar',
  expected: 'text',
  accepts: (node) => asText(node) !== undefined,
};

export const number: ScalarShape = {
  kind: 'scalar',
  expected: 'a number',
  accepts: (node) => asNumber(node) !== undefined,
};

export const boolean: ScalarShape = {
  kind: 'scalar',
  expected: 'true or false',
  accepts: (node) => asBoolean(node) !== undefined,
};

export const empty: ScalarShape = { kind: 'scalar', expected: 'empty', accepts: isNull };

/** A value of a label or variable. Docker takes no boolean here, which is a frequent slip with one meaning only. */
const entryValue: ScalarShape = {
  kind: 'scalar',
  expected: 'text, a number or empty',
  accepts: (node) => node.kind === 'scalar',
};

/** A number that stands for a name, as of a user or group. */
export const textOrNumber: ScalarShape = {
  kind: 'scalar',
  expected: 'text or a number',
  accepts: (node) => asText(node) !== undefined || asInteger(node) !== undefined,
};

export const fileMode: ScalarShape = {
  kind: 'scalar',
  expected: 'a file mode such as 0440',
  accepts: (node) => asFileMode(node) !== undefined,
};

/** A value of a driver's option: text or a number. */
const optionValue: ScalarShape = {
  kind: 'scalar',
  expected: 'text or a number',
  accepts: (node) => node.kind === 'scalar' && node.value !== null && typeof node.value !== 'boolean',
};

export function integer(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): ScalarShape {
  return {
    kind: 'scalar',
    expected: 'a whole number',
    accepts: (node) => asInteger(node) !== undefined,
    complaint: (node) => {
      const value = asInteger(node) ?? least;
      if (value < least)
        return { message: `is ${value}, but must not be below ${least}`, fix: `Write ${least} or more.` };
      if (value > most)
        return { message: `is ${value}, but must not be above ${most}`, fix: `Write ${most} or less.` };
      return undefined;
    },
  };
}

interface WordOptions {
  /** Docker passes on some words in any case. */
  readonly anyCase?: boolean;
  /** Words people write for others. */
  readonly meant?: Readonly<Record<string, string>>;
}

/** One of a few words. */
export function oneOf(
  words: readonly string[],
  { anyCase = false, meant = {} }: WordOptions = {},
): ScalarShape {
  return {
    ...text,
    complaint: (node) => {
      const value = asText(node) ?? '';
      if (words.includes(anyCase ? value.toLowerCase() : value)) return undefined;
      const nearest = Object.hasOwn(meant, value) ? meant[value] : nearestName(value, words);
      const fix = nearest === undefined ? 'Write one of them.' : `Did you mean "${nearest}"?`;
      return { message: `is ${JSON.stringify(value)}, but must be ${orList(words)}`, fix };
    },
  };
}

export const duration: ScalarShape = {
  ...text,
  expected: 'a duration such as 30s or 1m30s',
  complaint: (node) =>
    rephrase(node, 'Write it as 30s, 5m or 1h30m.', (value) => {
      if (parseDuration(value) < 0) throw new Error(`${JSON.stringify(value)} is a negative duration`);
    }),
};

export const size: ScalarShape = {
  kind: 'scalar',
  expected: 'a size such as 512M',
  accepts: (node) => asText(node) !== undefined || asInteger(node) !== undefined,
  complaint: (node) => rephrase(node, 'Write it as 512M or 1.5G.', parseSize),
};

/** The words of an error that `read` throws, as a complaint. */
function rephrase(node: Node, fix: string, read: (value: string) => unknown): Complaint | undefined {
  try {
    read(asPrintedText(node) ?? '');
    return undefined;
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), fix };
  }
}

export const texts: Shape = uniqueList(text);
export const textOrTexts: Shape = either(text, uniqueList(text));
export const mapping: Shape = either(map(entryValue), uniqueList(text));
export const options: Shape = map(optionValue);
export const looseOptions: Shape = map(entryValue);

/** The empty word is allowed where Docker allows it, and nobody needs to know. */
function orList(words: readonly string[]): string {
  const shown = words.filter((word) => word !== '');
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
