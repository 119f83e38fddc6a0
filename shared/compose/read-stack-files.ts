import { UserError } from '../errors/user-error.ts';
import { checkVersion } from './check-version.ts';
import { resolveEnvironment } from './convert/environment.ts';
import type { Surroundings } from './convert/reading.ts';
import { convertStack } from './convert/stack.ts';
import type { DesiredStack } from './desired-stack.ts';
import type { Environment } from './document/expand-template.ts';
import { interpolate } from './document/interpolate.ts';
import type { MapNode, Node } from './document/node.ts';
import { asMap, asText, valueAt } from './document/values.ts';
import { readYamlDocument, type StackFile } from './document/yaml-document.ts';
import { Findings } from './findings.ts';
import { mergeStack, withoutResets } from './merge/merge-stack.ts';
import { checkShape } from './shape/check-shape.ts';
import { STACK } from './shape/stack-keys.ts';

export interface StackFilesInput {
  /** In the order in which each is laid over those before it; at least one. */
  readonly files: readonly StackFile[];
  /** Name of the stack; without it a file must have a `name`. */
  readonly stack?: string;
  /** Values of variables, and of what `environment` and env files leave without one. Nothing else is looked at. */
  readonly environment: Environment;
  /** Absolute; relative paths of all files start here. Docker takes the directory of the first file. */
  readonly workingDirectory: string;
  /** Gives the content of an absolute path; throws as `readFileSync` does. */
  readonly readFile: (path: string) => string | Uint8Array;
}

/**
 * Reads stack files into the requests that `docker stack deploy` makes of them with `--resolve-image never`: the same
 * bodies to the last list, because a service whose spec differs is started anew. Every file must be valid on its own.
 *
 * Throws `SeveralErrors` with all mistakes, in the order of the files, or a `UserError` when the stack has no name.
 */
export function readStackFiles(input: StackFilesInput): DesiredStack {
  const findings = new Findings();
  const { environment, workingDirectory, readFile } = input;
  const surroundings = { environment, workingDirectory, readFile, findings };
  const roots = input.files.map((file) => readFileAlone(file, surroundings));
  const readable = roots.filter((root) => root !== undefined);
  if (readable.length < roots.length) throw findings.failure;
  const merged = readable.reduce((base, later) =>
    mergeStack(base, later, { findings, emptyReplaces: false }),
  );
  const root = withoutResets(merged);
  const stack = readStackName(root, input, findings);
  const desired = convertStack(root, { ...surroundings, stack });
  if (findings.hasMistakes) throw findings.failure;
  return { ...desired, warnings: findings.warnings };
}

function readFileAlone(file: StackFile, surroundings: Surroundings): MapNode | undefined {
  const { environment, findings } = surroundings;
  findings.beginFile(file.path);
  const document = readYamlDocument(file, findings);
  if (document === undefined) return undefined;
  const interpolated = interpolate(document, environment, findings);
  checkVersion(interpolated, findings);
  const root = asMap(checkShape(interpolated, STACK, findings));
  return root === undefined ? undefined : withResolvedEnvironments(root, surroundings);
}

/** Docker gives variables their values file by file, before it merges them. */
function withResolvedEnvironments(root: MapNode, surroundings: Surroundings): MapNode {
  const resolve = (service: Node): Node =>
    service.kind === 'map' ? resolveEnvironment(service, surroundings) : service;
  const entries = root.entries.map((entry) => {
    if (entry.key !== 'services' || entry.value.kind !== 'map') return entry;
    const services = entry.value.entries.map((each) => ({ ...each, value: resolve(each.value) }));
    return { ...entry, value: { ...entry.value, entries: services } };
  });
  return { ...root, entries };
}

/** The name of the stack is part of every other name. */
function readStackName(root: Node, { stack }: StackFilesInput, findings: Findings): string {
  const node = valueAt(root, 'name');
  const written = asText(node);
  const name = stack ?? written;
  if (name === undefined || name === '') {
    throw new UserError('The stack has no name.', {
      fix: 'Give it one with the input "stack", or with name: in the stack file.',
    });
  }
  if (!/^[a-zA-Z0-9][-_a-zA-Z0-9]*$/.test(name)) {
    throw new UserError(`${JSON.stringify(name)} cannot be the name of a stack.`, {
      fix: 'Use letters, digits, "-" and "_", and begin with a letter or digit; it becomes part of the name of every service.',
      ...(stack === undefined && node !== undefined ? { position: node.position } : {}),
    });
  }
  if (node !== undefined && written !== undefined && written !== name) {
    findings.mistake(
      node,
      `name is ${JSON.stringify(written)}, but the stack is to be ${JSON.stringify(name)}.`,
      'Make them equal, or remove one of them.',
    );
  }
  return name;
}
