import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { EnvFileError, parseEnvFile } from '../../../shared/compose/convert/env-file.ts';
import { familiarImage, ImageReferenceError } from '../../../shared/compose/convert/image-reference.ts';
import { PortSpecError, parsePortSpec } from '../../../shared/compose/convert/port-spec.ts';
import { ShellWordsError, splitShellWords } from '../../../shared/compose/convert/shell-words.ts';
import { parseVolumeSpec, VolumeSpecError } from '../../../shared/compose/convert/volume-spec.ts';
import { expandTemplate } from '../../../shared/compose/document/expand-template.ts';
import { parseTemplate, TemplateError } from '../../../shared/compose/document/template.ts';
import { DurationError, formatDuration, parseDuration } from '../../../shared/units/duration.ts';
import { parseSize, SizeError } from '../../../shared/units/size.ts';
import { bothReadings } from '../../support/yaml-readings.ts';
import { type Data, yamlText } from './data-arbitrary.ts';
import { caseFiles, editedYaml } from './edited-yaml.ts';
import { inBlocks } from './in-blocks.ts';
import { readOutcome } from './read-outcome.ts';
import { stackData } from './stack-arbitrary.ts';

/** Text of the letters that mean something to one of the small readers. */
function textOf(letters: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: fc.constantFrom(...letters), maxLength: 16 }),
    fc.string({ unit: 'binary', maxLength: 16 }),
  );
}

/** Tries one property; gives the report of its failure. */
export type Check = (runs: { readonly numRuns: number; readonly seed: number }) => string | undefined;

interface FileProperty {
  /** How many stack files one try is about. */
  readonly files: number;
  readonly check: Check;
}

function holds<Inputs extends [unknown, ...unknown[]]>(
  ...property: [...{ [Index in keyof Inputs]: fc.Arbitrary<Inputs[Index]> }, (...inputs: Inputs) => boolean]
): Check {
  const made = fc.property(...property);
  return (runs) => {
    const result = fc.check(made, runs);
    return result.failed ? (fc.defaultReportMessage(result) ?? 'failed') : undefined;
  };
}

/** Reads any text and throws nothing but its own error. */
function throwsOnly(
  letters: string,
  read: (text: string) => unknown,
  own: abstract new (...parts: never[]) => Error,
): Check {
  return holds(textOf(letters), (text) => {
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof own)) throw error;
    }
    return true;
  });
}

const files = fc.oneof(stackData(0), stackData(4));

/** The same file in other words; JSON is YAML too. */
const REWORDED: readonly ((data: Data) => readonly string[])[] = [
  (data) => [inBlocks(data)],
  (data) => [JSON.stringify(data)],
  (data) => [inBlocks(data), 'services: {}\n'],
];

/** What holds of every stack file: for each try so many are made. */
export const FILE_PROPERTIES: Readonly<Record<string, FileProperty>> = {
  'stack files: again, in another style, or under a file that says nothing, they are the same': {
    files: 1,
    check: holds(
      files,
      fc.constantFrom(...REWORDED),
      (data, reword) => readOutcome(...reword(data)) === readOutcome(inBlocks(data)),
    ),
  },
  'merging: two files give the same in any style': {
    files: 2,
    check: holds(files, files, (base, later) => {
      const text = inBlocks(base);
      return readOutcome(text, JSON.stringify(later)) === readOutcome(text, inBlocks(later));
    }),
  },
  'YAML: any text is read or refused': {
    files: 1,
    check: holds(yamlText, (text) => {
      readOutcome(text);
      return true;
    }),
  },
  'YAML: everyday files are read as the library reads them': {
    files: 1,
    check: holds(editedYaml(caseFiles()), (text) => {
      const { everyday, library } = bothReadings(text);
      return everyday === undefined || isDeepStrictEqual(everyday, library);
    }),
  },
};

/** What holds of every input of the small readers. */
export const TEXT_PROPERTIES: Readonly<Record<string, Check>> = {
  'interpolation: nothing but its own error': throwsOnly(`\${}:-+?$aB_1`, parseTemplate, TemplateError),
  'interpolation: an escaped text is itself': holds(
    fc.string({ unit: 'binary' }),
    (text) => expandTemplate(parseTemplate(text.replaceAll('$', '$$$$')), {}).text === text,
  ),
  'interpolation: values are not expanded again': holds(
    fc.string({ unit: fc.constantFrom(...`\${}A:-`) }),
    (value) => expandTemplate(parseTemplate(`<\${A-}>`), { A: value }).text === `<${value}>`,
  ),
  'ports: nothing but its own error': throwsOnly('0123456789:-/[].tcpud', parsePortSpec, PortSpecError),
  'ports: ranges lead one to one': holds(
    fc.integer({ min: 1, max: 60_000 }),
    fc.integer({ min: 1, max: 60_000 }),
    fc.integer({ min: 0, max: 20 }),
    (published, target, more) => {
      const { ports } = parsePortSpec(`${published}-${published + more}:${target}-${target + more}`);
      return (
        ports.length === more + 1 &&
        ports.every((port) => (port.PublishedPort ?? 0) - published === port.TargetPort - target)
      );
    },
  ),
  'durations: nothing but its own error': throwsOnly('0123456789.-+hmsnuµ', parseDuration, DurationError),
  'durations: written and read they are the same': holds(
    fc.maxSafeInteger(),
    (nanoseconds) => parseDuration(formatDuration(nanoseconds)) === nanoseconds,
  ),
  'sizes: nothing but its own error': throwsOnly('0123456789.eE+- bkmgtpiB', parseSize, SizeError),
  'sizes: units are powers of 1024': holds(
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max: 4 }),
    (count, power) => parseSize(`${count}${' kmgt'.charAt(power).trim()}b`) === count * 1024 ** power,
  ),
  'images: nothing but its own error': throwsOnly('aB0:/@.-_sha256', familiarImage, ImageReferenceError),
  'volumes: nothing but its own error': throwsOnly('aC:/.~\\,ro', parseVolumeSpec, VolumeSpecError),
  'commands: nothing but its own error': throwsOnly('a \\"\'#\n', splitShellWords, ShellWordsError),
  'env files: nothing but its own error': throwsOnly(
    'A=#\n\r \t"export',
    (text) => parseEnvFile(text, { A: '1' }),
    EnvFileError,
  ),
};
