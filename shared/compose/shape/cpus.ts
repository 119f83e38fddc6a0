import { parseCpus } from '../convert/parse-cpus.ts';
import { asText } from '../document/values.ts';
import { text } from './scalars.ts';
import type { ScalarShape } from './shape.ts';

/** A number of CPUs, in quotes: an unquoted one is a float that may have lost digits. */
export const cpus: ScalarShape = {
  ...text,
  expected: 'a number of CPUs in quotes such as "0.5"',
  complaint: (node) => {
    const value = asText(node) ?? '';
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
