import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { stringify } from 'yaml';
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
import { yamlText } from './data-arbitrary.ts';
import { caseFiles, editedYaml } from './edited-yaml.ts';
import { readOutcome } from './read-outcome.ts';
import { stackData } from './stack-arbitrary.ts';

const BLOCK = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE', lineWidth: 0 } as const;

/** Text of the letters that mean something to one of the small readers. */
function textOf(letters: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: fc.constantFrom(...letters), maxLength: 16 }),
    fc.string({ unit: 'binary', maxLength: 16 }),
  );
}

/** Tries one property; gives the report of its failure. */
export type Check = (runs: { readonly numRuns: number; readonly seed: number }) => string | undefined;

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

/** What holds of every input, by name. */
export const PROPERTIES: Readonly<Record<string, Check>> = {
  'stack files: read again or written in another style they are the same': holds(files, (data) => {
    const json = JSON.stringify(data);
    const outcome = readOutcome(json);
    return readOutcome(json) === outcome && readOutcome(stringify(JSON.parse(json), BLOCK)) === outcome;
  }),
  'merging: a file that says nothing changes nothing': holds(files, (data) => {
    const text = JSON.stringify(data);
    return readOutcome(text, 'services: {}') === readOutcome(text);
  }),
  'merging: two files give the same twice': holds(files, files, (base, later) => {
    const texts = [JSON.stringify(base), JSON.stringify(later)];
    const outcome = readOutcome(...texts);
    return readOutcome(...texts) === outcome;
  }),
  'YAML: any text is read or refused': holds(yamlText, (text) => {
    const outcome = readOutcome(text);
    return readOutcome(text) === outcome;
  }),
  'YAML: everyday files are read as the library reads them': holds(editedYaml(caseFiles()), (text) => {
    const { everyday, library } = bothReadings(text);
    return everyday === undefined || isDeepStrictEqual(everyday, library);
  }),
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
