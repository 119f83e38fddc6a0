import { lookUp } from '../document/expand-template.ts';
import type { Node } from '../document/node.ts';
import { asList, asText, entryAt } from '../document/values.ts';
import { compareBytes } from './compare-bytes.ts';
import { EnvFileError, parseEnvFile } from './env-file.ts';
import { readMapping } from './mapping.ts';
import { readNamedFile } from './named-file.ts';
import type { Reading } from './reading.ts';

/** Values that belong to the machine that deploys, and are seldom meant for a container. */
const MACHINE_VARIABLES: ReadonlySet<string> = new Set(['PATH', 'HOME', 'USER', 'SHELL', 'PWD', 'HOSTNAME']);

/**
 * The variables of a service as the engine takes them, sorted: those of `env_file`, then `environment`. As in Docker
 * a variable without a value, and one with an empty value, takes the value of the deploying environment if there
 * is one; without one the first is passed by name only and the second is empty.
 */
export function readEnvironment(
  envFile: Node | undefined,
  environment: Node | undefined,
  reading: Reading,
): readonly string[] {
  const variables = new Map<string, string | null>();
  for (const node of asList(envFile)?.items ?? (envFile === undefined ? [] : [envFile])) {
    for (const [name, value] of readEnvFile(node, reading))
      variables.set(name, resolve(name, value, node, reading));
  }
  for (const [name, value] of readMapping(environment)) {
    variables.set(name, resolve(name, value, environment, reading));
  }
  return [...variables]
    .map(([name, value]) => (value === null ? name : `${name}=${value}`))
    .sort(compareBytes);
}

function resolve(
  name: string,
  value: string | null,
  node: Node | undefined,
  reading: Reading,
): string | null {
  if (value !== null && value !== '') return value;
  const own = lookUp(reading.environment, name);
  if (own === undefined || own === value) return value;
  if (node !== undefined && (value === '' || MACHINE_VARIABLES.has(name))) {
    const why = value === '' ? 'is empty here, so it takes its value' : 'takes its value';
    const at = { position: entryAt(node, name)?.keyPosition ?? node.position };
    reading.findings.warn(
      at,
      `${node.path}: ${name} ${why} from the environment of the deployment, as in docker stack deploy.`,
    );
  }
  return own;
}

function readEnvFile(node: Node, reading: Reading): ReadonlyMap<string, string> {
  const path = asText(node);
  const content = path === undefined ? undefined : readNamedFile(node, path, reading);
  if (content === undefined) return new Map();
  try {
    return parseEnvFile(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content),
      reading.environment,
    );
  } catch (error) {
    if (!(error instanceof EnvFileError || error instanceof TypeError)) throw error;
    const reason = error instanceof EnvFileError ? error.message : 'the file is not text in UTF-8';
    reading.findings.mistake(
      node,
      `${node.path}: ${JSON.stringify(path)}: ${reason}.`,
      'Write one NAME=value a line, without export and without quotes.',
    );
    return new Map();
  }
}
