import type { ConfigSpec, Driver, SecretSpec } from '../../engine/specs.ts';
import { lookUp } from '../document/expand-template.ts';
import type { Node } from '../document/node.ts';
import { asText, valueAt } from '../document/values.ts';
import { type Declared, readSection, type Section, warnOfUnusedKeys } from './declared.ts';
import { readOptions, readTextMapping } from './mapping.ts';
import { readNamedFile } from './named-file.ts';
import { checkName, labelsOfStack } from './names.ts';
import { omitAbsent, orUndefined } from './omit-empty.ts';
import { oneOfEachName } from './one-of-each-name.ts';
import type { Reading } from './reading.ts';

/** What the manager takes at most, measured: the size itself is already refused. */
const LIMITS = { config: 1_024_000, secret: 512_000 };

interface FileObject<Spec> {
  readonly declared: Declared;
  readonly spec: Spec;
}

export interface FileObjects<Spec> {
  readonly section: Section;
  /** Those the stack makes, used or not, each name once, in the order of the file. */
  readonly made: readonly FileObject<Spec>[];
}

export function readConfigs(node: Node | undefined, reading: Reading): FileObjects<ConfigSpec> {
  const section = readSection('config', node, reading);
  const read = (declared: Declared) => ({ declared, spec: readSpec('config', declared, reading) });
  return { section, made: oneOfEachName('config', made(section, reading).map(read), reading.findings) };
}

export function readSecrets(node: Node | undefined, reading: Reading): FileObjects<SecretSpec> {
  const section = readSection('secret', node, reading);
  const read = (declared: Declared) => ({ declared, spec: readSecret(declared, reading) });
  return { section, made: oneOfEachName('secret', made(section, reading).map(read), reading.findings) };
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
  const content = readContent(kind, declared, reading);
  if (content === undefined) return spec;
  checkLength(kind, content, reading);
  return content.data.length === 0 ? spec : { ...spec, Data: Buffer.from(content.data).toString('base64') };
}

interface Content {
  readonly node: Node;
  readonly data: Uint8Array;
}

/** The content from the one place that the declaration names; `undefined` when there is none, which is reported. */
function readContent(kind: string, { body, position }: Declared, reading: Reading): Content | undefined {
  const [first, second] = ['file', 'content', 'environment'].flatMap((key) => {
    const node = valueAt(body, key);
    return node === undefined || asText(node) === '' ? [] : [{ key, node }];
  });
  if (body === undefined) return undefined;
  if (first === undefined) {
    const message = `${body.path} says neither file nor external.`;
    reading.findings.mistake({ position }, message, 'Name a file, or write external: true.');
    return undefined;
  }
  if (second !== undefined) {
    const message = `${second.node.path} and ${first.key} are two places for the content of the ${kind}.`;
    reading.findings.mistake(second.node, message, 'Remove one of them.');
  }
  const { key, node } = first;
  const value = key === 'environment' ? readVariable(node, reading) : asText(node);
  if (value === undefined) return undefined;
  const data = key === 'file' ? readNamedFile(node, value, reading) : Buffer.from(value);
  return data === undefined ? undefined : { node, data };
}

function readVariable(node: Node, { environment, findings }: Reading): string | undefined {
  const name = asText(node);
  const value = name === undefined ? undefined : lookUp(environment, name);
  if (name !== undefined && value === undefined)
    findings.mistake(node, `${node.path}: the variable ${name} is not set.`, `Give ${name} a value.`);
  return value;
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

function checkLength(kind: 'config' | 'secret', { node, data }: Content, reading: Reading): void {
  const { length } = data;
  if (length === 0) {
    reading.findings.mistake(
      node,
      `${node.path}: the content is empty, and Swarm takes no empty ${kind}.`,
      'Put something into it.',
    );
  } else if (length >= LIMITS[kind]) {
    reading.findings.mistake(
      node,
      `${node.path}: the content has ${length} bytes, but Swarm takes a ${kind} of less than ${LIMITS[kind]}.`,
      'Shorten it, or split it into several.',
    );
  }
}
