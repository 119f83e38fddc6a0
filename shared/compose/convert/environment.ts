import { lookUp } from '../document/expand-template.ts';
import type { MapEntry, MapNode, Node } from '../document/node.ts';
import { asList, asPrintedText, asText, valueAt } from '../document/values.ts';
import { compareBytes } from './compare-bytes.ts';
import { EnvFileError, parseEnvFile } from './env-file.ts';
import { readMapping, toMapping } from './mapping.ts';
import { readNamedFile } from './named-file.ts';
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
  const fromFiles = asList(files)?.items ?? (files === undefined ? [] : [files]);
  const ofFiles = fromFiles.flatMap((file) => readEnvFile(file, surroundings));
  const own = written === undefined ? [] : toMapping(written).entries;
  const entries = new Map<string, MapEntry>();
  for (const entry of [...ofFiles, ...own]) entries.set(entry.key, resolve(entry, at.path, surroundings));
  const { position, tag } = at;
  const environment: MapNode = {
    kind: 'map',
    entries: [...entries.values()],
    position,
    path: `${service.path}.environment`,
    ...(tag === undefined ? {} : { tag }),
  };
  const others = service.entries.filter(({ key }) => key !== 'env_file' && key !== 'environment');
  return {
    ...service,
    entries: [...others, { key: 'environment', keyPosition: position, value: environment }],
  };
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

function readEnvFile(node: Node, surroundings: Surroundings): readonly MapEntry[] {
  const path = asText(node);
  const content = path === undefined ? undefined : readNamedFile(node, path, surroundings);
  if (content === undefined) return [];
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    return [...parseEnvFile(text, surroundings.environment)].map(([key, value]): MapEntry => {
      const { position } = node;
      return {
        key,
        keyPosition: position,
        value: { kind: 'scalar', value, substituted: false, position, path: node.path },
      };
    });
  } catch (error) {
    if (!(error instanceof EnvFileError || error instanceof TypeError)) throw error;
    const reason = error instanceof EnvFileError ? error.message : 'the file is not text in UTF-8';
    surroundings.findings.mistake(
      node,
      `${node.path}: ${JSON.stringify(path)}: ${reason}.`,
      'Write one NAME=value a line, without export and without quotes.',
    );
    return [];
  }
}
