import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type YAMLError,
} from 'yaml';
import type { SourcePosition } from '../../errors/user-error.ts';
import type { Findings } from '../findings.ts';
import type { MapNode } from './node.ts';
import { YamlReader } from './yaml-reader.ts';

export interface StackFile {
  /** As the user writes it; it is the name in every message. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads the one document of a stack file as Go's yaml.v3 does, with aliases and merge keys expanded and every
 * position kept. `undefined` when it could not be read; the findings say why, of bad syntax only where it begins.
 */
export function readYamlDocument(file: StackFile, findings: Findings): MapNode | undefined {
  const lines = new LineCounter();
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file: file.path, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const start = { position: at(0) };
  const text = file.text.replace(/^\uFEFF/, '');
  const documents = parse(text, lines);
  const [first, second] = documents.filter((document) => !isBlank(document));
  if (first === undefined) {
    findings.mistake(start, 'The file is empty.', 'A stack file is a mapping with the key "services".');
    return undefined;
  }
  const [error] = first.errors;
  if (error !== undefined) {
    findings.mistake({ position: at(error.pos[0]) }, ...describeSyntaxError(error));
    return undefined;
  }
  if (second !== undefined) {
    findings.mistake(
      { position: at(second.range[0]) },
      'The file holds a second YAML document, which docker stack deploy would leave out without a word.',
      'Put all services into one document, or the second document into a file of its own.',
    );
  }
  const contents = first.contents;
  if (isMap(contents) || isAlias(contents)) return new YamlReader(at, findings).readRoot(contents);
  findings.mistake(
    { position: at(isSeq(contents) || isScalar(contents) ? (contents.range?.[0] ?? 0) : 0) },
    `The file holds ${isSeq(contents) ? 'a list' : 'a single value'} where a mapping is expected.`,
    'A stack file is a mapping with the key "services".',
  );
  return undefined;
}

type ParsedDocument = Document.Parsed;

function parse(text: string, lineCounter: LineCounter): readonly ParsedDocument[] {
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter,
  });
  return Array.isArray(parsed) ? parsed : [];
}

function isBlank(document: ParsedDocument): boolean {
  const { contents, errors } = document;
  return (
    errors.length === 0 &&
    (contents === null || (isScalar(contents) && contents.source === '' && !contents.tag))
  );
}

function describeSyntaxError(error: YAMLError): [message: string, fix: string] {
  if (error.code === 'TAB_AS_INDENT') {
    return ['A tab stands where YAML wants spaces.', 'Indent with spaces.'];
  }
  if (error.code === 'RESOURCE_EXHAUSTION') {
    return ['The file is nested too deeply to be a stack file.', 'Remove the nesting.'];
  }
  return [`This is not YAML: ${error.message}`, 'Mend the syntax at this place or just before it.'];
}
