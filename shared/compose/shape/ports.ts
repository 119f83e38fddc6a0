import { asText } from '../document/values.ts';
import { integer } from './scalars.ts';
import type { ScalarShape } from './shape.ts';

export const portNumber: ScalarShape = integer(0, 65535);

/** A range of published ports, in the long form of a port. */
export const portRange: ScalarShape = {
  kind: 'scalar',
  expected: 'a range of ports such as "8000-8010"',
  accepts: (node) => /^[0-9]+-[0-9]+$/.test(asText(node) ?? ''),
};
