import { parseCpus } from '../convert/parse-cpus.ts';
import { asNumber, asPrintedText, asText } from '../document/values.ts';
import type { ScalarShape } from './shape.ts';

/** A number of CPUs. */
export const cpus: ScalarShape = {
  kind: 'scalar',
  expected: 'a number of CPUs such as 0.5',
  accepts: (node) => asText(node) !== undefined || asNumber(node) !== undefined,
  complaint: (node) => {
    const value = asPrintedText(node) ?? '';
    const parsed = value === '' ? 0n : parseCpus(value);
    if (parsed === 'not a number') {
      return {
        message: `is ${JSON.stringify(value)}, which is not a number of CPUs`,
        fix: 'Write it as "0.5" or "2".',
      };
    }
    if (parsed === 'too precise') {
      return {
        message: `is ${JSON.stringify(value)}, which is finer than a billionth of a CPU`,
        fix: 'Round it.',
      };
    }
    return undefined;
  },
};
