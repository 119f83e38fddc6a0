const POWERS = 'kmgtp';

/** Thrown by `parseSize`; the message is a whole clause that names the text and what would do. */
export class SizeError extends Error {
  constructor(text: string) {
    super(`${JSON.stringify(text)} is not a size: a number and a unit (b, k, m, g, t or p) are expected`);
    this.name = 'SizeError';
  }
}

/** Reads a size as Docker writes memory (`50M`, `1.5g`, `100 kb`, `1GiB`, `1048576`): 1024-based, in whole bytes. */
export function parseSize(text: string): number {
  const match = /^\+?((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?) ?([kmgtp](?:b|ib)?|b)?$/i.exec(text);
  if (match === null) throw new SizeError(text);
  const [, number = '', unit = ''] = match;
  const power = POWERS.indexOf(unit.charAt(0).toLowerCase()) + 1;
  const bytes = Math.trunc(Number(number) * (unit === '' ? 1 : 1024 ** power));
  if (bytes > Number.MAX_SAFE_INTEGER) throw new SizeError(text);
  return bytes;
}
