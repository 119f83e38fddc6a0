import { describe, expect, it } from 'vitest';
import type { Node } from '../../../../shared/compose/document/node.ts';
import { readYamlDocument } from '../../../../shared/compose/document/yaml-document.ts';
import { Findings } from '../../../../shared/compose/findings.ts';

function read(text: string): {
  readonly value: unknown;
  readonly mistakes: readonly string[];
  readonly root: Node | undefined;
} {
  const findings = new Findings();
  const root = readYamlDocument({ path: 'f.yml', text }, findings);
  const mistakes = findings.failure.errors.map(
    ({ message, position }) => `${position?.line}:${position?.column} ${message}`,
  );
  return { value: root === undefined ? undefined : plain(root), mistakes, root };
}

function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  return node.kind === 'scalar' ? node.value : 'broken';
}

describe('readYamlDocument', () => {
  it('keeps the place and the path of every value', () => {
    const { root } = read('a:\n  - b: 1\n    c:\n');
    const list = root?.kind === 'map' ? root.entries[0]?.value : undefined;
    const item = list?.kind === 'list' ? list.items[0] : undefined;
    expect(item).toMatchObject({
      path: 'a[0]',
      position: { file: 'f.yml', line: 2, column: 5 },
      entries: [
        { key: 'b', value: { path: 'a[0].b', position: { line: 2, column: 8 } } },
        { key: 'c', value: { path: 'a[0].c', value: null, position: { line: 3, column: 5 } } },
      ],
    });
  });

  it('takes quoted and block scalars as texts', () => {
    expect(read('a: "1"\nb: \'yes\'\nc: |\n  1\nd: >\n  x\n  y\n').value).toEqual({
      a: '1',
      b: 'yes',
      c: '1\n',
      d: 'x y\n',
    });
  });

  it('merges: own keys win, then the first source, wherever << stands', () => {
    const text =
      'x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  c: 3\n  <<: [*x, *y, {d: 4}]\nq:\n  <<: *x\n  a: 9\n';
    expect(read(text).value).toMatchObject({ z: { a: 1n, b: 1n, c: 3n, d: 4n }, q: { a: 9n, b: 1n } });
  });

  it.each([
    ['a: 1\na: 2\n', '2:1 The file: the key "a" stands twice.'],
    ['x: &x {}\na:\n  <<: *x\n  <<: *x\n', '4:3 a: the key "<<" stands twice.'],
    ['a:\n  <<: text\n', '2:3 a: << merges mappings, but here is "text".'],
    ['a: *b\n', '1:4 a: the alias *b has no anchor.'],
    ['~: 1\n', '1:1 The file: a key is empty, but keys are texts.'],
    ['{a: b}: 1\n', '1:1 The file: a key is a mapping, but keys are texts.'],
    ['a: .nan\n', '1:4 a: .nan is not a number an engine takes.'],
    ['a: !!int x\n', '1:10 a: "x" is not what its tag !!int says.'],
    ['a: !!binary aGk=\n', '1:13 a: "aGk=" is not what its tag !!binary says.'],
    [
      'a: [1\n',
      '2:1 This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['- a\n', '1:1 The file holds a list where a mapping is expected.'],
    ['text\n', '1:1 The file holds a single value where a mapping is expected.'],
    ['# nothing\n', '1:1 The file is empty.'],
  ])('refuses %j', (text, mistake) => {
    expect(read(text).mistakes[0]).toBe(mistake);
  });

  it('reads standard tags as Go does', () => {
    expect(read('a: !!str 1\nb: !!int "7"\nc: !!float 1\nd: ! 5\ne: !own 5\n').value).toEqual({
      a: '1',
      b: 7n,
      c: 1,
      d: '5',
      e: 5n,
    });
  });

  it('lets an alias mean the anchor before it', () => {
    expect(read('a: &x 1\nb: *x\nc: &x 2\nd: *x\n').value).toEqual({ a: 1n, b: 1n, c: 2n, d: 2n });
  });

  it('accepts a byte order mark, document markers and an empty second document', () => {
    expect(read('\uFEFF---\na: 1\n...\n---\n')).toMatchObject({ value: { a: 1n }, mistakes: [] });
  });

  it('survives a file that is nested without end', () => {
    const nested = (depth: number): string => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(read(nested(100)).mistakes).toEqual([]);
    expect(read(nested(300)).mistakes).toEqual(['1:1 The file is nested more than 200 levels deep.']);
    expect(read(nested(20_000)).mistakes[0]).toContain('The file is nested too deeply to be a stack file.');
  });

  it('gives no special meaning to __proto__', () => {
    const { root } = read('__proto__: {polluted: yes}\nconstructor: 1\n');
    expect(root).toMatchObject({ entries: [{ key: '__proto__' }, { key: 'constructor' }] });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
