import fc, { type Arbitrary } from 'fast-check';

/** Plain data that JSON and YAML write alike. */
export type Data = string | number | boolean | null | readonly Data[] | { readonly [key: string]: Data };

/** Names that services, networks and the like have. */
export const word: Arbitrary<string> = fc.constantFrom('web', 'db', 'alpha');

/** Text with what YAML, Go, shells and JavaScript take for something else. */
export const text: Arbitrary<string> = fc.oneof(
  word,
  fc.string({ maxLength: 12 }).map((value) => value.replaceAll('$', '$$$$')),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((value) => value.replaceAll('$', '$$$$')),
  fc.constantFrom(
    '',
    'yes',
    'true',
    '0444',
    '1e3',
    '~',
    'null',
    '2020-01-02',
    '$$',
    '$A',
    `\${A}`,
    `\${A:-b}`,
    `\${A:+$N}`,
  ),
);

const strange: Arbitrary<string> = fc.constantFrom(
  ...[
    '$',
    `\${A:?no}`,
    `\${B-\${A}}`,
    `\${`,
    '1d',
    '-1',
    '[::1]:80:80',
    'C:\\a:/b',
    '~x/a:/b',
    '=',
    'UP/x',
    'on-failure:x',
  ],
  ...['__proto__', 'constructor', 'toString', '<<', '\u0000', '\uFEFF', '😀', '\u2028'],
);

const scalar: Arbitrary<Data> = fc.oneof(
  text,
  strange,
  fc.integer({ min: -2, max: 70_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

/** Anything at all, not too deep. */
export const anything: Arbitrary<Data> = fc.letrec<{ value: Data }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(text, strange), tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** Text that may or may not be YAML, made of what YAML gives a meaning to. */
export const yamlText: Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'services:',
        ' web:',
        '\n',
        '  ',
        '\t',
        '- ',
        '&a ',
        '*a',
        '<<: ',
        '!!int ',
        '!reset ',
        '{',
        '}',
      ),
      fc.constantFrom(
        '[',
        ']',
        '"',
        "'",
        '|',
        '>',
        '#',
        '---',
        '? ',
        ': ',
        ',',
        '%YAML 1.1',
        '\r\n',
        '\uFEFF',
        'image: x',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
