import { dirname } from 'node:path/posix';
import { decodeText, EnvFileError, parseEnvFile } from '../convert/env-file.ts';
import { absolutePath, readNamedFile } from '../convert/named-file.ts';
import type { Environment } from '../document/expand-template.ts';
import type { MapNode, Node } from '../document/node.ts';
import { asText, asTexts, itemsOf, valueAt } from '../document/values.ts';
import type { StackFile } from '../document/yaml-document.ts';
import { mergeStack } from '../merge/merge-stack.ts';
import { withAbsolutePaths } from './absolute-paths.ts';
import { addIncluded } from './add-included.ts';
import { ExtendedServices } from './extended-services.ts';
import { absoluteShown, type Place, shownPath } from './place.ts';
import { readOneFile } from './read-one-file.ts';

/** Far above any real stack, far below what files that include each other twice can reach. */
const MOST_FILES = 200;

const REMOTE = /^([a-z][a-z0-9+.-]*:\/\/|git@|oci:)|\.git(#|$)/i;

/** Reads stack files with everything they include and extend. */
export class StackLoader {
  #files = 0;

  /** `undefined` when a file could not be read; the findings say why. `chain` holds the files that include this one. */
  load(file: StackFile, place: Place, chain: readonly string[] = []): MapNode | undefined {
    this.#files += 1;
    const root = readOneFile(file, place);
    if (root === undefined) return undefined;
    const id = absoluteShown(file.path, place);
    const extended = new ExtendedServices(place).resolve(root, id);
    return this.#include(extended, place, [...chain, id]);
  }

  #include(root: MapNode, place: Place, chain: readonly string[]): MapNode {
    const include = valueAt(root, 'include');
    const own = { ...root, entries: root.entries.filter(({ key }) => key !== 'include') };
    if (include?.kind !== 'list') return own;
    const included = include.items.flatMap((item) => this.#loadIncluded(item, place, chain) ?? []);
    return included.reduce((base, other) => addIncluded(base, other, place.surroundings.findings), own);
  }

  #loadIncluded(item: Node, place: Place, chain: readonly string[]): MapNode | undefined {
    const { surroundings } = place;
    const path = item.kind === 'map' ? valueAt(item, 'path') : item;
    const paths =
      path === undefined ? [] : itemsOf(path).filter((node) => this.#mayInclude(node, place, chain));
    const [first] = paths.map((node) => asText(node) ?? '');
    if (first === undefined) return undefined;
    const directory = asText(valueAt(item, 'project_directory')) ?? dirname(first);
    const within: Place = {
      ...place,
      shownDirectory: shownPath(directory, place),
      surroundings: {
        ...surroundings,
        workingDirectory: absolutePath(directory, surroundings),
        environment: this.#environmentOf(item, place),
      },
    };
    const roots = paths.flatMap((node) => this.#loadNamed(node, place, within, chain) ?? []);
    const [base, ...others] = roots;
    const merging = { findings: surroundings.findings, emptyReplaces: false };
    const merged = base && others.reduce((one, other) => mergeStack(one, other, merging), base);
    return merged && withAbsolutePaths(merged, within.surroundings);
  }

  #loadNamed(node: Node, place: Place, within: Place, chain: readonly string[]): MapNode | undefined {
    const path = asText(node) ?? '';
    const content = readNamedFile(node, path, place.surroundings);
    const text = content === undefined ? undefined : Buffer.from(content).toString();
    return text === undefined ? undefined : this.load({ path: shownPath(path, place), text }, within, chain);
  }

  #mayInclude(node: Node, { surroundings }: Place, chain: readonly string[]): boolean {
    const path = asText(node);
    if (path === undefined) return false;
    const refuse = (message: string, fix: string): false => {
      surroundings.findings.mistake(node, `${node.path}: ${message}.`, fix);
      return false;
    };
    if (REMOTE.test(path))
      return refuse(
        `${JSON.stringify(path)} is not in this repository`,
        'Check the file out beside this one and include it from there.',
      );
    if (chain.includes(absolutePath(path, surroundings)))
      return refuse(`${JSON.stringify(path)} includes this file in turn`, 'Break the circle.');
    if (this.#files >= MOST_FILES)
      return refuse(`more than ${MOST_FILES} files are included`, 'Include each file once.');
    return true;
  }

  /** The variables of the `env_file` of an included file; those of the deployment win. */
  #environmentOf(item: Node, { surroundings }: Place): Environment {
    const { environment, findings } = surroundings;
    const files = valueAt(item, 'env_file');
    const variables = new Map<string, string>();
    for (const node of files === undefined ? [] : itemsOf(files)) {
      const content = readNamedFile(node, asTexts(node)[0] ?? '', surroundings);
      try {
        for (const [name, value] of parseEnvFile(decodeText(content ?? new Uint8Array()), environment))
          variables.set(name, value);
      } catch (error) {
        if (!(error instanceof EnvFileError)) throw error;
        findings.mistake(node, `${node.path}: ${error.message}.`, 'Write one NAME=value a line.');
      }
    }
    return { ...Object.fromEntries(variables), ...environment };
  }
}
