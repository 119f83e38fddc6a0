import type { ScalarValue, Timestamp } from './node.ts';

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const MOMENT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?(Z|[-+]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?)$/;

/**
 * What Go's yaml.v3 makes of a plain scalar without a tag. It is neither YAML 1.1 nor 1.2: `yes` is a text, `0444`
 * is octal, `1_000` is a number and `2020-01-02` a timestamp. Integers beyond 64 bits become floats.
 */
export function resolvePlainScalar(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (text.startsWith('.')) return /^\.[0-9][0-9_]*([eE][-+]?[0-9]+)?$/.test(text) ? Number(text) : text;
  if (!/^[-+0-9]/.test(text)) return text;
  return parseTimestamp(text) ?? parseInteger(text) ?? parseFloatText(text) ?? text;
}

function parseInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text.replaceAll('_', ''));
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  const magnitude = BigInt(digits.toLowerCase().replace(/^0(?=[0-7])/, '0o'));
  const value = sign === '-' ? -magnitude : magnitude;
  const largest = sign === '' ? 2n ** 64n : 2n ** 63n;
  return value >= -(2n ** 63n) && value < largest ? value : undefined;
}

function parseFloatText(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  const value = FLOAT.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function parseTimestamp(text: string): Timestamp | undefined {
  const match = DATE.exec(text) ?? MOMENT.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const hour = match[4] ?? match[9] ?? '0';
  const minute = match[5] ?? match[10] ?? '0';
  const second = match[6] ?? match[11] ?? '0';
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > daysInMonth)
    return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const fraction = (match[7] ?? match[12] ?? '').replace(/0+$/, '');
  const offset = (match[8] ?? 'Z').replace(':', '');
  const zone = offset === 'Z' ? '+0000 UTC' : `${offset} ${offset}`;
  const date = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  const time = [hour, minute, second].map((part) => part.padStart(2, '0')).join(':');
  return { timestamp: `${date} ${time}${fraction === '' ? '' : `.${fraction}`} ${zone}` };
}

/** Writes a scalar as Go's `%v` does, which is how Docker turns numbers into labels and variables: `1.10` is `1.1`. */
export function formatScalar(value: ScalarValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return formatFloat(value);
  return typeof value === 'object' ? value.timestamp : String(value);
}

function formatFloat(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const magnitude = Math.abs(value);
  if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e21)) return String(value);
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
}
