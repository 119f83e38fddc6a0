import type { ConfigSpec, Driver, SecretSpec } from '../../engine/specs.ts';
import type { Node } from '../document/node.ts';
import { asText, valueAt } from '../document/values.ts';
import { type Declared, readSection, type Section, warnOfUnusedKeys } from './declared.ts';
import { readOptions, readTextMapping } from './mapping.ts';
import { readNamedFile } from './named-file.ts';
import { checkName, labelsOfStack } from './names.ts';
import { omitAbsent, orUndefined } from './omit-empty.ts';
import type { Reading } from './reading.ts';

/** What the manager takes at most, measured: the size itself is already refused. */
const LIMITS = { config: 1_024_000, secret: 512_000 };

interface FileObject<Spec> {
  readonly declared: Declared;
  readonly spec: Spec;
}

export interface FileObjects<Spec> {
  readonly section: Section;
  /** Those the stack makes, used or not, in the order of the file. */
  readonly made: readonly FileObject<Spec>[];
}

export function readConfigs(node: Node | undefined, reading: Reading): FileObjects<ConfigSpec> {
  const section = readSection('config', node, reading);
  return {
    section,
    made: made(section, reading).map((each) => ({ declared: each, spec: readSpec('config', each, reading) })),
  };
}

export function readSecrets(node: Node | undefined, reading: Reading): FileObjects<SecretSpec> {
  const section = readSection('secret', node, reading);
  return {
    section,
    made: made(section, reading).map((each) => ({ declared: each, spec: readSecret(each, reading) })),
  };
}

function made(section: Section, reading: Reading): readonly Declared[] {
  const declared = [...section.declared.values()];
  for (const each of declared) if (each.external) warnOfUnusedKeys(each, reading);
  return declared.filter((each) => !each.external);
}

/** A secret with a driver has no data: the driver is asked when a task needs it. */
function readSecret(declared: Declared, reading: Reading): SecretSpec {
  const driver = asText(valueAt(declared.body, 'driver')) || undefined;
  const file = valueAt(declared.body, 'file');
  if (driver === undefined) return readSpec('secret', declared, reading);
  if (file !== undefined && asText(file) !== '') {
    reading.findings.mistake(
      file,
      `${file.path} contradicts driver: the data comes from one or the other.`,
      'Remove one of them.',
    );
  }
  const options = orUndefined(readOptions(valueAt(declared.body, 'driver_opts')));
  return {
    ...specWithoutData('secret', declared, reading),
    Driver: omitAbsent<Driver>({ Name: driver, Options: options }),
  };
}

function readSpec(kind: 'config' | 'secret', declared: Declared, reading: Reading): ConfigSpec {
  const spec = specWithoutData(kind, declared, reading);
  const file = valueAt(declared.body, 'file');
  const hasContent = ['content', 'environment'].some((key) => valueAt(declared.body, key) !== undefined);
  if (declared.body !== undefined && !hasContent && (file === undefined || asText(file) === '')) {
    const path = declared.body.path;
    reading.findings.mistake(
      declared,
      `${path} says neither file nor external.`,
      'Name a file, or write external: true.',
    );
  }
  const path = asText(file) || undefined;
  const data = file === undefined || path === undefined ? undefined : readNamedFile(file, path, reading);
  if (file === undefined || data === undefined) return spec;
  checkLength(kind, file, data.length, reading);
  return data.length === 0 ? spec : { ...spec, Data: Buffer.from(data).toString('base64') };
}

function specWithoutData(kind: 'config' | 'secret', declared: Declared, reading: Reading): ConfigSpec {
  checkName(kind, declared.name, declared, reading.findings);
  const template = asText(valueAt(declared.body, 'template_driver')) || undefined;
  return omitAbsent<ConfigSpec>({
    Name: declared.name,
    Labels: labelsOfStack(reading.stack, readTextMapping(valueAt(declared.body, 'labels'))),
    Data: undefined,
    Templating: template === undefined ? undefined : { Name: template },
  });
}

function checkLength(kind: 'config' | 'secret', file: Node, length: number, reading: Reading): void {
  if (length === 0) {
    reading.findings.mistake(
      file,
      `${file.path}: the file is empty, and Swarm takes no empty ${kind}.`,
      'Put something into it.',
    );
  } else if (length >= LIMITS[kind]) {
    reading.findings.mistake(
      file,
      `${file.path}: the file has ${length} bytes, but Swarm takes a ${kind} of less than ${LIMITS[kind]}.`,
      'Shorten it, or split it into several.',
    );
  }
}
