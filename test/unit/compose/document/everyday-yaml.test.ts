import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseFiles, editedYaml } from '../../../conformance/fuzz/edited-yaml.ts';
import { bothReadings } from '../../../support/yaml-readings.ts';

describe('readEverydayYaml', () => {
  it.each([
    ['block collections', 'a:\n  b: 1\n  c:\n  - x\n  -  y: 1\n     z: 2\n  - - 1\n    - 2\nd:\ne: ~\n'],
    ['a list item below its dash', 'a:\n  -\n    b: 1\n  - # why\n    - c\n'],
    ['comments and blank lines', '# top\n\na: 1 # why\n  # deep\nb: # below\n\n# shallow\n  c: x#y\n\n'],
    ['the beginning of a document', '# top\n---\na: 1\n'],
    ['no newline at the end', 'a:\n  - b'],
    ['quoted texts', 'a: "x\\n\\u00e9 \\"y\\""\nb: \'it\'\'s\'\n"c d" : ""\n\'e\': \'# no: comment\'\n'],
    ['quoted texts on several lines', 'a: "x\n  y\\\n  z\n\n  w"\nb: [\'x\n  y\']\n'],
    ['plain texts with signs', 'a: -x\nb: :80\nc: http://x:1/#y\nd: a , b] {c}\ne: ?x\nf: x -  y\n'],
    ['plain texts on several lines', 'a: one\n  two\n\n  - three\n  four # end\nb: -x\n'],
    ['values on a line of their own', 'a:\n  x y\n  z\nb:\n  [1,\n   2]\nc:\n  "d"\ne:\n  *f\n'],
    ['block scalars', 'a: |\n  x\n   y\n\n  z\n\n\nb: >-\n  x\n  y\n\n  z\nc: 1\n'],
    ['block scalars in lists', 'a:\n  - |-\n    x\n  - b: >\n      y\n    c: 1\n'],
    ['flow collections', 'a: [x, "y", [1, {b: 2, "c":3, d: , e: }], ]\nf: {}\ng: [ ]\nh: {i: [a]}\n'],
    ['flow collections on several lines', 'a: [\n  x, # why\n\n  {y: 1,\n   z: 2}\n]\nb: {\n  c: 1\n}\n'],
    ['anchors, aliases and merge keys', 'a: &a {x: 1}\nb: &b\n  y: 2\nc:\n  <<: [*a, *b]\n  d: *a\n'],
    ['an anchor on a line of its own', 'a:\n  &a\n  x: 1\nb: *a\n'],
    [
      'tags of Compose',
      'a: !reset null\nb: !override [x]\nc: !override\n  d: 1\ne: !x &y z\nf: &g !x\n  - 1\n',
    ],
    ['keys that stand twice', 'a: 1\na: 2\nb: {c: 1, c: 2}\n'],
    ['aliases without an anchor', 'a: *b\n'],
    ['keys that are no texts', 'a: {1: x, true: y}\n2: z\n'],
    ['dates, octals and numbers', 'a: 2020-01-02\nb: 0444\nc: 1_000\nd: .inf\ne: 1e3\n'],
    ['letters of two units', 'a: 😀\n"é": ü # ö\n\u2028b: \u00a0\n'],
  ])('reads %s as the library does', (_name, text) => {
    const { everyday, library } = bothReadings(text);
    expect(everyday).toBeDefined();
    expect(everyday).toEqual(library);
  });

  it.each([
    ['a tab', 'a:\n\tb: 1\n'],
    ['carriage returns', 'a: 1\r\n'],
    ['two documents', 'a: 1\n---\nb: 1\n'],
    ['the end of a document', 'a: 1\n...\n'],
    ['a directive', '%YAML 1.2\n---\na: 1\n'],
    ['no mapping', '- a\n'],
    ['nothing', '\n'],
    ['an explicit key', '? a\n: b\n'],
    ['YAML’s own tags', 'a: !!int "1"\n'],
    ['a key with an anchor', '&a b: 1\n'],
    ['an alias as a key', 'a: &b c\n*b : 1\n'],
    ['a mapping behind a key', 'a: b: c\n'],
    ['a list behind a key', 'a: - b\n'],
    ['lines that are too deep', 'a: 1\n  b: 2\n'],
    ['lines between two depths', 'a:\n    b: 1\n  c: 2\n'],
    ['a text behind a quote', 'a: "b" c\n'],
    ['a quote without an end', 'a: "b\n'],
    ['an escape that is none', 'a: "\\q"\n'],
    ['a bracket without an end', 'a: [b\nc: 1\n'],
    ['two commas', 'a: [b,, c]\n'],
    ['a pair in a list', 'a: [b: c]\n'],
    ['a key alone in a mapping', 'a: {b}\n'],
    ['a comment without a space', 'a: "b"#c\n'],
    ['block scalars with a depth', 'a: |2\n  x\n'],
    ['block scalars that keep newlines', 'a: |+\n  x\n\n'],
    ['a reserved letter', 'a: @b\n'],
  ])('leaves %s to the library', (_name, text) => {
    expect(bothReadings(text).everyday).toBeUndefined();
  });

  it('leaves nesting without end to the library', () => {
    expect(bothReadings(`a: ${'['.repeat(500)}${']'.repeat(500)}\n`).everyday).toBeUndefined();
  });

  it('reads nearly all stack files of the conformance cases, and each as the library does', () => {
    const readings = caseFiles().map(bothReadings);
    const read = readings.filter(({ everyday }) => everyday !== undefined);
    for (const { everyday, library } of read) expect(everyday).toEqual(library);
    expect(read.length / readings.length).toBeGreaterThan(0.97);
  });

  it('reads a file with mistakes as the library does, or leaves it', () => {
    let read = 0;
    const property = fc.property(editedYaml(caseFiles()), (text) => {
      const { everyday, library } = bothReadings(text);
      if (everyday === undefined) return;
      read += 1;
      expect(everyday).toEqual(library);
    });
    fc.assert(property, { numRuns: 1000 });
    expect(read).toBeGreaterThan(100);
  });
});
