const NANOSECONDS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const LONGEST = 2n ** 63n - 1n;

/** Thrown by `parseDuration`; the message is a whole clause that names the text and what would do. */
export class DurationError extends Error {
  constructor(text: string, reason: string) {
    super(`${JSON.stringify(text)} is not a duration: ${reason}`);
    this.name = 'DurationError';
  }
}

/**
 * Reads a Go duration (`90s`, `1h30m`, `1.5h`, `100ms`, `-1s`, `0`) and returns nanoseconds. There are no days and
 * no bare numbers other than 0. Whatever does not fit the engine's 64 bits is an error.
 */
export function parseDuration(text: string): number {
  const [, sign = '', body = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return 0;
  if (body === '') throw new DurationError(text, 'it is empty');
  if (/^[0-9.]+$/.test(body)) throw new DurationError(text, 'the unit is missing, as in 10s or 5m');
  let total = 0n;
  let rest = body;
  while (rest !== '') {
    const part = /^([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/.exec(rest);
    const [matched = '', whole = '', fraction = '', unit = ''] = part ?? [];
    if (whole === '' && fraction === '')
      throw new DurationError(text, 'a number and a unit are expected, as in 1h30m');
    const scale = NANOSECONDS.get(unit);
    if (scale === undefined) throw new DurationError(text, describeUnit(unit));
    total +=
      BigInt(whole || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
    rest = rest.slice(matched.length);
  }
  if (total > LONGEST) throw new DurationError(text, 'it is longer than 292 years');
  return Number(sign === '-' ? -total : total);
}

function describeUnit(unit: string): string {
  if (unit === '') return 'the unit is missing, as in 10s or 5m';
  return `${JSON.stringify(unit)} is not a unit; the units are ns, us, ms, s, m and h`;
}

/** Writes nanoseconds the short way people write durations: `1h30m`, `5m`, `1.5s`, `100ms`, `0s`. */
export function formatDuration(nanoseconds: number): string {
  const sign = nanoseconds < 0 ? '-' : '';
  const total = BigInt(Math.abs(Math.trunc(nanoseconds)));
  const hours = total / 3_600_000_000_000n;
  const minutes = (total / 60_000_000_000n) % 60n;
  const seconds = total % 60_000_000_000n;
  const parts = [hours > 0n ? `${hours}h` : '', minutes > 0n ? `${minutes}m` : ''];
  if (seconds > 0n || total === 0n) parts.push(formatBelowMinute(seconds, total));
  return sign + parts.join('');
}

function formatBelowMinute(nanoseconds: bigint, total: bigint): string {
  if (total === 0n) return '0s';
  const unit = total < 1_000n ? 'ns' : total < 1_000_000n ? 'us' : total < 1_000_000_000n ? 'ms' : 's';
  const scale = NANOSECONDS.get(unit) ?? 1n;
  const fraction = (nanoseconds % scale)
    .toString()
    .padStart(scale.toString().length - 1, '0')
    .replace(/0+$/, '');
  return `${nanoseconds / scale}${scale > 1n && fraction !== '' ? `.${fraction}` : ''}${unit}`;
}
