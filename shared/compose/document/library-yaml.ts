import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  parseAllDocuments,
  type YAMLError,
} from 'yaml';
import type { SourcePosition } from '../../errors/user-error.ts';
import type { Findings } from '../findings.ts';
import type { YamlNode } from './yaml-tree.ts';

/** Reads all of YAML. `undefined` when there is no mapping to be read; the findings say why. */
export function readWithLibrary(
  text: string,
  at: (offset: number) => SourcePosition,
  findings: Findings,
): YamlNode | undefined {
  const [first, second] = parse(text).filter((document) => !isBlank(document));
  if (first === undefined) {
    findings.mistake(
      { position: at(0) },
      'The file is empty.',
      'A stack file is a mapping with the key "services".',
    );
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
  if (isMap(contents) || isAlias(contents)) return treeOf(contents);
  findings.mistake(
    { position: at(isSeq(contents) || isScalar(contents) ? (contents.range?.[0] ?? 0) : 0) },
    `The file holds ${isSeq(contents) ? 'a list' : 'a single value'} where a mapping is expected.`,
    'A stack file is a mapping with the key "services".',
  );
  return undefined;
}

type ParsedDocument = Document.Parsed;

function parse(text: string): readonly ParsedDocument[] {
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'silent',
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

function treeOf(node: ParsedNode): YamlNode {
  const [offset] = node.range;
  if (isAlias(node)) return { kind: 'alias', offset, name: node.source };
  const { anchor, tag } = node;
  if (isScalar(node))
    return { kind: 'scalar', offset, text: node.source, plain: node.type === 'PLAIN', anchor, tag };
  if (isSeq(node))
    return { kind: 'list', offset, items: node.items.map((item) => treeOf(item as ParsedNode)), anchor, tag };
  const pairs = node.items.map(({ key, value }) => ({
    key: treeOf(key),
    value: value === null ? undefined : treeOf(value),
  }));
  return { kind: 'map', offset, pairs, anchor, tag };
}
