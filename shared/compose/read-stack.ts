import { UserError } from '../errors/user-error.ts';
import { checkVersion } from './check-version.ts';
import { compareBytes } from './convert/compare-bytes.ts';
import type { Declared } from './convert/declared.ts';
import { readSection } from './convert/declared.ts';
import { readConfigs, readSecrets } from './convert/file-objects.ts';
import { collectNetworks } from './convert/networks.ts';
import type { Reading } from './convert/reading.ts';
import { type ReadService, readService } from './convert/service.ts';
import { readVolumes } from './convert/volumes.ts';
import type { DesiredStack, ExternalObject } from './desired-stack.ts';
import type { Environment } from './document/expand-template.ts';
import { interpolate } from './document/interpolate.ts';
import type { Node } from './document/node.ts';
import { asMap, asText, valueAt } from './document/values.ts';
import { readYamlDocument, type StackFile } from './document/yaml-document.ts';
import { Findings } from './findings.ts';
import { checkShape } from './shape/check-shape.ts';
import { STACK } from './shape/stack-keys.ts';

export interface StackInput {
  readonly file: StackFile;
  /** Name of the stack; without it the file must have a `name`. */
  readonly stack?: string;
  /** Values of variables, and of what `environment` and env files leave without one. Nothing else is looked at. */
  readonly environment: Environment;
  /** Absolute; relative paths of the file start here. Docker takes the directory of the stack file. */
  readonly workingDirectory: string;
  /** Gives the content of an absolute path; throws as `readFileSync` does. */
  readonly readFile: (path: string) => string | Uint8Array;
}

/**
 * Reads a stack file into the requests that `docker stack deploy` makes of it with `--resolve-image never`: the same
 * bodies to the last list, because a service whose spec differs is started anew.
 *
 * Throws `SeveralErrors` with all mistakes, in the order of the file, or a `UserError` when the stack has no name.
 */
export function readStack(input: StackInput): DesiredStack {
  const findings = new Findings();
  const document = readYamlDocument(input.file, findings);
  if (document === undefined) throw findings.failure;
  const interpolated = interpolate(document, input.environment, findings);
  checkVersion(interpolated, findings);
  const root = checkShape(interpolated, STACK, findings);
  const stack = readStackName(root, input, findings);
  const { environment, workingDirectory, readFile } = input;
  const desired = convert(root, { stack, environment, workingDirectory, readFile, findings });
  if (findings.hasMistakes) throw findings.failure;
  return { ...desired, warnings: findings.warnings };
}

/** The name of the stack is part of every other name. */
function readStackName(root: Node, { stack }: StackInput, findings: Findings): string {
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

function convert(root: Node, reading: Reading): DesiredStack {
  const configs = readConfigs(valueAt(root, 'configs'), reading);
  const secrets = readSecrets(valueAt(root, 'secrets'), reading);
  const declarations = {
    networks: readSection('network', valueAt(root, 'networks'), reading),
    volumes: readVolumes(valueAt(root, 'volumes'), reading),
    configs: configs.section,
    secrets: secrets.section,
  };
  const services: readonly ReadService[] = (asMap(valueAt(root, 'services'))?.entries ?? [])
    .filter(({ value }) => value.kind === 'map')
    .map(({ key, keyPosition, value }) =>
      readService({ key, position: keyPosition, node: value }, declarations, reading),
    );
  const networks = collectNetworks(
    services.flatMap((service) => service.networks),
    reading,
  );
  return {
    name: reading.stack,
    services: services.map(({ service }) => service),
    networks: networks.created,
    configs: configs.made.map(({ declared, spec }) => ({ spec, position: declared.position })),
    secrets: secrets.made.map(({ declared, spec }) => ({ spec, position: declared.position })),
    external: {
      networks: networks.external,
      configs: externalObjects(services.flatMap((service) => service.configs)),
      secrets: externalObjects(services.flatMap((service) => service.secrets)),
    },
    warnings: [],
  };
}

/** The external ones among those that services use, each once, by name. */
function externalObjects(used: readonly Declared[]): readonly ExternalObject[] {
  const external = used.filter((each) => each.external).map(({ name, position }) => ({ name, position }));
  const distinct = new Map(external.map((each) => [each.name, each]));
  return [...distinct.values()].sort((a, b) => compareBytes(a.name, b.name));
}
