import fc from 'fast-check';

/** One of the first values, and once in a long while one of the others, which a reader ought to refuse. */
export function mostly<Right, Wrong>(
  right: readonly Right[],
  wrong: readonly Wrong[],
): fc.Arbitrary<Right | Wrong> {
  return fc.oneof(
    { weight: 250, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}

export const duration = mostly(
  ['10s', '1m30s', '1.5h', '100ms', '1h0m', '2us', '0s'],
  ['-1s', '1d', '3', 'soon', 5],
);
export const size = mostly(['64M', '1g', '1.5gb', '512m', '10240kb', '0', '100000000b'], ['7x', '-1', '']);
export const whole = mostly([0, 1, 3, '$COUNT'], [-1, 1.5, 'many', '']);

export const text = mostly(
  [
    ...['plain', 'two words', '1.10', 'yes', 'null', '', '$$HOME', 'x$TAG', '$COUNT', 'a=b', "it's", '~'],
    ...['0x10', '1e3', '010', '\u00e9', 'a: b', '# no comment', ' edges ', 'line\nline\n'],
    ...[`\${TAG}`, `\${EMPTY:-other}`, `\${EMPTY-other}`, `\${NONE:-a b}`, `\${COUNT:?must be}`],
  ],
  ['$', `\${`, `\${EMPTY:?is empty}`, '$1'],
);

export const labels = fc.oneof(
  fc.dictionary(
    fc.constantFrom('A', 'B_2', 'com.example.key', 'TAG', 'EMPTY', 'x-y', 'a.b'),
    fc.oneof({ weight: 5, arbitrary: text }, mostly([0, 8, 1.5, 1e21, -3, null, 0.00001], [true, [], {}])),
    { maxKeys: 4 },
  ),
  fc.uniqueArray(
    fc
      .tuple(
        fc.constantFrom('A', 'B_2', 'TAG', 'EMPTY'),
        fc.constantFrom('=', '=1', '=two words', '=$TAG', '', '=='),
      )
      .map((parts) => parts.join('')),
    { maxLength: 4 },
  ),
);
