import { DurationError } from '../../units/duration.ts';
import { parseSize, SizeError } from '../../units/size.ts';
import { asBoolean, asDuration, asNumber, asPrintedText, asText } from '../document/values.ts';
import { latest } from './merge-rule.ts';

/** The later value of each type, unless it is the one that says nothing. */
export const text = latest((node) => asText(node) === '');
export const flag = latest((node) => asBoolean(node) === false);
export const number = latest((node) => asNumber(node) === 0);
export const duration = latest((node) => isZero(() => asDuration(node), DurationError));
export const size = latest((node) => isZero(() => parseSize(asPrintedText(node) ?? ''), SizeError));
export const command = latest((node) =>
  node.kind === 'list' ? node.items.length === 0 : asText(node) === '',
);

function isZero(read: () => number | undefined, mistake: typeof DurationError | typeof SizeError): boolean {
  try {
    return read() === 0;
  } catch (error) {
    if (error instanceof mistake) return false;
    throw error;
  }
}
