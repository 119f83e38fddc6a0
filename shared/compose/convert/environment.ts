import { lookUp } from '../document/expand-template.ts';
import type { MapEntry, MapNode, Node } from '../document/node.ts';
import { asBoolean, asPrintedText, asText, isNull, itemsOf, valueAt } from '../document/values.ts';
import { compareBytes } from './compare-bytes.ts';
import { decodeText, EnvFileError, parsePairs } from './env-file.ts';
import { readMapping, toMapping } from './mapping.ts';
import { isNamedFile, readNamedFile } from './named-file.ts';
import type { Surroundings } from './reading.ts';

/** Values that belong to the machine that deploys, and are seldom meant for a container. */
const MACHINE_VARIABLES: ReadonlySet<string> = new Set(['PATH', 'HOME', 'USER', 'SHELL', 'PWD', 'HOSTNAME']);

/** The variables of a service as the engine takes them, sorted. */
export function readEnvironment(service: Node, surroundings: Surroundings): readonly string[] {
  const environment =
    service.kind === 'map' ? valueAt(resolveEnvironment(service, surroundings), 'environment') : undefined;
  return [...readMapping(environment)]
    .map(([name, value]) => (value === null ? name : `${name}=${value}`))
    .sort(compareBytes);
}

/**
 * Puts the variables of `env_file`, and over them those of `environment`, into one mapping under `environment`. As in
 * Docker a variable without a value, and one with an empty value, takes the value of the deploying environment if
 * there is one. Docker does this before it merges files. Doing it again changes nothing.
 */
export function resolveEnvironment(service: MapNode, surroundings: Surroundings): MapNode {
  const files = valueAt(service, 'env_file');
  const written = valueAt(service, 'environment');
  const at = written ?? files;
  if (at === undefined) return service;
  const ofFiles =
    files === undefined ? [] : itemsOf(files).flatMap((file) => readEnvFile(file, surroundings));
  const own = written === undefined ? [] : toMapping(written).entries;
  const entries = new Map<string, MapEntry>();
  for (const entry of [...ofFiles, ...own]) entries.set(entry.key, resolve(entry, at.path, surroundings));
  return withMapping(service, ['env_file', 'environment'], [...entries.values()], at);
}

function resolve(entry: MapEntry, path: string, { environment, findings }: Surroundings): MapEntry {
  const { key: name, keyPosition, value: node } = entry;
  const value = asPrintedText(node) ?? null;
  if (node.kind !== 'scalar' || (value !== null && value !== '')) return entry;
  const own = lookUp(environment, name);
  if (own === undefined || own === value) return entry;
  if (value === '' || MACHINE_VARIABLES.has(name)) {
    const why = value === '' ? 'is empty here, so it takes its value' : 'takes its value';
    findings.warn(
      { position: keyPosition },
      `${path}: ${name} ${why} from the environment of the deployment, as in docker stack deploy.`,
    );
  }
  return { ...entry, value: { ...node, value: own } };
}

/** Puts the labels of `label_file`, and over them those of `labels`, into one mapping under `labels`. */
export function resolveLabels(service: MapNode, surroundings: Surroundings): MapNode {
  const files = valueAt(service, 'label_file');
  if (files === undefined) return service;
  const written = valueAt(service, 'labels');
  const ofFiles = itemsOf(files).flatMap((file) => readPairs(file, asText(file), surroundings));
  const own = written === undefined ? [] : toMapping(written).entries;
  return withMapping(service, ['label_file', 'labels'], [...ofFiles, ...own], written ?? files);
}

/** Replaces two keys by one mapping under the second; of equal entries the last counts. */
function withMapping(
  service: MapNode,
  [first, second]: readonly [string, string],
  entries: readonly MapEntry[],
  { position, tag }: Node,
): MapNode {
  const distinct = new Map(entries.map((entry) => [entry.key, entry]));
  const value: MapNode = {
    kind: 'map',
    entries: [...distinct.values()],
    position,
    path: `${service.path}.${second}`,
    ...(tag === undefined ? {} : { tag }),
  };
  const others = service.entries.filter(({ key }) => key !== first && key !== second);
  return { ...service, entries: [...others, { key: second, keyPosition: position, value }] };
}

/** One item of `env_file`: a path, or a mapping with `path` and perhaps `required: false`. */
function readEnvFile(item: Node, surroundings: Surroundings): readonly MapEntry[] {
  const path = asText(item) ?? asText(valueAt(item, 'path'));
  const optional = asBoolean(valueAt(item, 'required')) === false;
  if (optional && path !== undefined && !isNamedFile(path, surroundings)) return [];
  const { environment } = surroundings;
  return readPairs(item, path, surroundings).flatMap((entry): readonly MapEntry[] => {
    if (!isNull(entry.value)) return [entry];
    const value = lookUp(environment, entry.key);
    const { position, path: place } = entry.value;
    return value === undefined
      ? []
      : [{ ...entry, value: { kind: 'scalar', value, substituted: false, position, path: place } }];
  });
}

/** The `NAME=value` lines of a file as entries; all of them stand where the file is named. */
function readPairs(node: Node, path: string | undefined, surroundings: Surroundings): readonly MapEntry[] {
  const content = path === undefined ? undefined : readNamedFile(node, path, surroundings);
  if (content === undefined) return [];
  try {
    const { position } = node;
    return parsePairs(decodeText(content)).map(([key, value]) => ({
      key,
      keyPosition: position,
      value: { kind: 'scalar', value, substituted: false, position, path: node.path },
    }));
  } catch (error) {
    if (!(error instanceof EnvFileError)) throw error;
    surroundings.findings.mistake(
      node,
      `${node.path}: ${JSON.stringify(path)}: ${error.message}.`,
      'Write one NAME=value a line, without export and without quotes.',
    );
    return [];
  }
}
