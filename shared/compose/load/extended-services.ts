import { dirname } from 'node:path/posix';
import { absolutePath, readNamedFile } from '../convert/named-file.ts';
import type { MapEntry, MapNode, Node } from '../document/node.ts';
import { asMap, asText, entryAt, valueAt } from '../document/values.ts';
import { mergeService } from '../merge/merge-stack.ts';
import { nearestName } from '../shape/nearest-name.ts';
import { withAbsolutePaths } from './absolute-paths.ts';
import { mapServices } from './map-entries.ts';
import { type Place, shownPath } from './place.ts';
import { readOneFile } from './read-one-file.ts';

interface Source {
  /** Absolute path of the file. */
  readonly id: string;
  readonly root: MapNode;
  readonly place: Place;
}

/** Lays services over those they extend, of the same file or of another. */
export class ExtendedServices {
  readonly #place: Place;
  readonly #sources = new Map<string, Source | undefined>();
  readonly #circles = new Set<string>();
  readonly #resolved = new Map<string, Node>();

  constructor(place: Place) {
    this.#place = place;
  }

  resolve(root: MapNode, id: string): MapNode {
    const source = { id, root, place: this.#place };
    this.#sources.set(id, source);
    return mapServices(root, (entry) => this.#service(entry, source, []));
  }

  #service({ key, value: service }: MapEntry, source: Source, chain: readonly string[]): Node {
    const node = valueAt(service, 'extends');
    if (service.kind !== 'map' || node === undefined || node.tag === 'reset') return service;
    const own = { ...service, entries: service.entries.filter((entry) => entry.key !== 'extends') };
    const id = `${source.id}#${key}`;
    const known = this.#resolved.get(id);
    if (known !== undefined) return known;
    const base = this.#base(node, source, [...chain, id]);
    const { findings } = source.place.surroundings;
    const merged = base === undefined ? own : mergeService(base, own, { findings, emptyReplaces: true });
    const { path, position } = service;
    const result = merged.kind === 'map' ? { ...merged, path, position } : merged;
    this.#resolved.set(id, result);
    return result;
  }

  #base(node: Node, source: Source, chain: readonly string[]): Node | undefined {
    const { findings } = source.place.surroundings;
    const name = asText(node) ?? asText(valueAt(node, 'service'));
    const from = this.#sourceOf(valueAt(node, 'file'), source);
    if (name === undefined || from === undefined) return undefined;
    const services = asMap(valueAt(from.root, 'services'));
    const entry = entryAt(services, name);
    if (entry === undefined) {
      const nearest = nearestName(name, services?.entries.map(({ key }) => key) ?? []);
      const fix = nearest === undefined ? 'Name a service of that file.' : `Did you mean "${nearest}"?`;
      findings.mistake(node, `${node.path}: there is no service ${JSON.stringify(name)}.`, fix);
      return undefined;
    }
    if (chain.includes(`${from.id}#${name}`)) {
      this.#reportCircle(node, chain.slice(chain.indexOf(`${from.id}#${name}`)));
      return undefined;
    }
    return this.#service(entry, from, chain);
  }

  /** Once, from wherever the circle is entered. */
  #reportCircle(node: Node, circle: readonly string[]): void {
    const members = circle.toSorted().join();
    if (this.#circles.has(members)) return;
    this.#circles.add(members);
    const names = [...circle, ...circle.slice(0, 1)].map((id) => id.slice(id.indexOf('#') + 1));
    this.#place.surroundings.findings.mistake(
      node,
      `${node.path}: services extend each other in a circle: ${names.join(' -> ')}.`,
      'Remove one extends.',
    );
  }

  #sourceOf(file: Node | undefined, source: Source): Source | undefined {
    const path = asText(file);
    if (file === undefined || path === undefined) return source;
    const { place } = source;
    const id = absolutePath(path, place.surroundings);
    if (!this.#sources.has(id)) this.#sources.set(id, this.#read(file, path, id, place));
    return this.#sources.get(id);
  }

  #read(file: Node, path: string, id: string, place: Place): Source | undefined {
    const content = readNamedFile(file, path, place.surroundings);
    if (content === undefined) return undefined;
    const shown = shownPath(path, place);
    const surroundings = { ...place.surroundings, workingDirectory: dirname(id) };
    const within = { ...place, surroundings, shownDirectory: dirname(shown), images: new Map() };
    const root = readOneFile({ path: shown, text: Buffer.from(content).toString() }, within);
    return root && { id, root: withAbsolutePaths(root, surroundings), place: within };
  }
}
