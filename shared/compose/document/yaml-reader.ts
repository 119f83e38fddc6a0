import type { SourcePosition } from '../../errors/user-error.ts';
import type { Findings } from '../findings.ts';
import { describeNode, type MapEntry, type MapNode, type Node } from './node.ts';
import { TooLarge, UnfoldingLimit } from './unfolding-limit.ts';
import { readMergeTag, readTaggedScalar } from './yaml-tags.ts';
import type { YamlAlias, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-tree.ts';

/** Turns the nodes of one YAML document into ours: types as in Go, aliases and merge keys expanded. */
export class YamlReader {
  readonly #at: (offset: number) => SourcePosition;
  readonly #findings: Findings;
  readonly #anchors = new Map<string, YamlNode>();
  readonly #targets = new Map<YamlAlias, YamlNode | undefined>();
  readonly #seen = new Set<YamlNode>();
  readonly #open = new Set<YamlNode>();
  readonly #limit = new UnfoldingLimit();

  constructor(at: (offset: number) => SourcePosition, findings: Findings) {
    this.#at = at;
    this.#findings = findings;
  }

  readRoot(contents: YamlNode): MapNode | undefined {
    try {
      const root = this.#read(contents, '');
      return root.kind === 'map' ? root : undefined;
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      const fix = 'Remove nesting, and anchors that hold aliases of other anchors.';
      this.#findings.mistake({ position: this.#at(contents.offset) }, error.message, fix);
      return undefined;
    }
  }

  #read(node: YamlNode | undefined, path: string): Node {
    this.#limit.count(this.#open.size);
    if (node === undefined) return this.#readScalar(node, path);
    if (node.kind === 'alias') return this.#readAlias(node, path);
    this.#remember(node);
    if (node.kind === 'map') return this.#readMap(node, path);
    return node.kind === 'list' ? this.#readList(node, path) : this.#readScalar(node, path);
  }

  /** Anchors may be defined again; an alias means the one before it, however often its surroundings are read. */
  #remember(node: Exclude<YamlNode, YamlAlias>): void {
    if (node.anchor === undefined || this.#seen.has(node)) return;
    this.#seen.add(node);
    this.#anchors.set(node.anchor, node);
  }

  #readAlias(alias: YamlAlias, path: string): Node {
    const position = this.#at(alias.offset);
    if (!this.#targets.has(alias)) this.#targets.set(alias, this.#anchors.get(alias.name));
    const target = this.#targets.get(alias);
    if (target === undefined) {
      this.#findings.mistake(
        { position },
        `${path}: the alias *${alias.name} has no anchor.`,
        `Define &${alias.name} before this place.`,
      );
    } else if (this.#open.has(target)) {
      this.#findings.mistake(
        { position },
        `${path}: the alias *${alias.name} stands inside its own anchor.`,
        'An anchor cannot hold itself; remove the alias.',
      );
    } else {
      return this.#read(target, path);
    }
    return { kind: 'broken', position, path };
  }

  #readScalar(node: YamlScalar | undefined, path: string): Node {
    const position = this.#at(node?.offset ?? 0);
    const value = node === undefined ? null : readTaggedScalar(node);
    if (value instanceof Error)
      return this.#refuse(position, path, value.message, 'Remove the tag or mend the value.');
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return this.#refuse(
        position,
        path,
        `${node?.text} is not a number an engine takes`,
        'Write it in quotes or use a number.',
      );
    }
    const tag = readMergeTag(node?.tag, { position, path }, this.#findings);
    return { kind: 'scalar', value, substituted: false, position, path, ...tag };
  }

  #refuse(position: SourcePosition, path: string, message: string, fix: string): Node {
    this.#findings.mistake({ position }, `${path}: ${message}.`, fix);
    return { kind: 'broken', position, path };
  }

  #readList(node: YamlList, path: string): Node {
    const position = this.#at(node.offset);
    const tag = readMergeTag(node.tag, { position, path }, this.#findings);
    this.#open.add(node);
    const items = node.items.map((item, index) => this.#read(item, `${path}[${index}]`));
    this.#open.delete(node);
    return { kind: 'list', items, position, path, ...tag };
  }

  #readMap(node: YamlMap, path: string): Node {
    const position = this.#at(node.offset);
    const tag = readMergeTag(node.tag, { position, path }, this.#findings);
    this.#open.add(node);
    const entries = this.#readEntries(node, path);
    this.#open.delete(node);
    return { kind: 'map', entries, position, path, ...tag };
  }

  #readEntries(node: YamlMap, path: string): readonly MapEntry[] {
    const entries = new Map<string, MapEntry>();
    const merged: MapEntry[] = [];
    let merges = 0;
    for (const pair of node.pairs) {
      const keyPosition = this.#at(pair.key.offset);
      if (pair.key.kind === 'scalar' && pair.key.plain && pair.key.text === '<<') {
        merges += 1;
        if (merges > 1) this.#refuseTwice('<<', path, keyPosition, 'Merge a list: <<: [*one, *two].');
        merged.push(...this.#readMerge(pair.value, path, keyPosition));
        continue;
      }
      const key = this.#readKey(pair.key, path, keyPosition);
      const value = this.#read(pair.value, path === '' ? key : `${path}.${key}`);
      const earlier = entries.get(key);
      if (earlier === undefined)
        entries.set(key, { key, keyPosition, value: placeEmpty(value, keyPosition) });
      else
        this.#refuseTwice(
          key,
          path,
          keyPosition,
          `Keep one of them; the first is in line ${earlier.keyPosition.line}.`,
        );
    }
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return [...entries.values()];
  }

  #refuseTwice(key: string, path: string, position: SourcePosition, fix: string): void {
    this.#findings.mistake({ position }, `${path || 'The file'}: the key "${key}" stands twice.`, fix);
  }

  #readKey(node: YamlNode, path: string, position: SourcePosition): string {
    const key = this.#read(node, path);
    if (key.kind === 'scalar' && typeof key.value === 'string') return key.value;
    if (key.kind !== 'broken') {
      const written = node.kind === 'scalar' ? node.text : 'the text';
      const message = `${path || 'The file'}: a key is ${describeNode(key)}, but keys are texts.`;
      this.#findings.mistake({ position }, message, `Write it in quotes: "${written}".`);
    }
    return node.kind === 'scalar' ? node.text : '';
  }

  /** The first of several sources wins, and an own key wins over all of them. */
  #readMerge(node: YamlNode | undefined, path: string, position: SourcePosition): readonly MapEntry[] {
    const sources = node?.kind === 'list' ? node.items : [node];
    return sources.flatMap((source) => {
      const value = this.#read(source, path);
      if (value.kind === 'map') return value.entries;
      if (value.kind !== 'broken') {
        const message = `${path || 'The file'}: << merges mappings, but here is ${describeNode(value)}.`;
        this.#findings.mistake(
          { position },
          message,
          'Point it at an anchor of a mapping, as in <<: *defaults.',
        );
      }
      return [];
    });
  }
}

/** An absent value has no place of its own; its key has. */
function placeEmpty(value: Node, position: SourcePosition): Node {
  return value.kind === 'scalar' && value.value === null ? { ...value, position } : value;
}
