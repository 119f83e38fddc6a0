import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';

/** What people type by mistake, and what YAML gives a meaning to. */
const PIECES = [
  ...[' ', '  ', '\n', '\n\n', '\n  ', '\n    ', ':', ': ', ' :', ':\n', '-', '- ', '\n- ', '\n  - '],
  ...[' #', '#', '# x\n', "'", '"', "''", '\\', '|', '>', '|-\n', '>\n', '|+\n', '|2\n', '{', '}', '[', ']'],
  ...['&a ', '*a', '&a', '!x ', '!!str ', '!reset ', '!override', '?', '? ', ',', ', ', '{a: b}', '[a, b]'],
  ...['%', '@', '`', '---\n', '...\n', '\t', '\r\n', '<<: *a\n', 'null', '~', '\u00a0', '\u2028', 'é', 'x'],
  ...['0', '\\n', '\\x41', '-x', ':x', 'a: b', '"a":b', '"a": b', 'a:', '\uFEFF', '😀'],
];

interface Edit {
  /** Where, from 0 to 1. */
  readonly place: number;
  /** How many characters go. */
  readonly gone: number;
  readonly piece: string;
}

const edit: Arbitrary<Edit> = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  gone: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 })),
  piece: fc.constantFrom('', ...PIECES),
});

/** The stack files of the conformance cases. */
export function caseFiles(): readonly string[] {
  const cases = join(import.meta.dirname, '..', 'cases');
  return globSync('*/*.yml', { cwd: cases })
    .toSorted()
    .map((file) => readFileSync(join(cases, file), 'utf8'));
}

/** Some lines of a real stack file with up to four mistakes in them. */
export function editedYaml(files: readonly string[]): Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...files), fc.nat(30), fc.nat(30), fc.array(edit, { maxLength: 4 }))
    .map(([file, first, count, edits]) =>
      edits.reduce(edited, withoutIndent(file.split('\n').slice(first, first + count + 1))),
    )
    .filter((text) => text.trim() !== '');
}

function edited(text: string, { place, gone, piece }: Edit): string {
  const at = Math.floor(place * text.length);
  return text.slice(0, at) + piece + text.slice(at + gone);
}

function withoutIndent(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents, line.length))).join('\n');
}
