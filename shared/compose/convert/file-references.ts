import type { ConfigReference, CredentialSpec, FileTarget, SecretReference } from '../../engine/specs.ts';
import type { Node } from '../document/node.ts';
import { asFileMode, asList, asPrintedText, asText, valueAt } from '../document/values.ts';
import { compareBytes } from './compare-bytes.ts';
import { type Declared, findDeclared, type Section } from './declared.ts';
import type { Reading } from './reading.ts';

const READABLE_BY_ALL = 0o444;

interface Reference {
  readonly declared: Declared;
  readonly file: FileTarget;
}

export interface ConfigUse {
  readonly references: readonly ConfigReference[];
  /** Names the config, where it comes from one: the id is known when the config exists. */
  readonly credentialSpec: CredentialSpec | null;
  readonly used: readonly Declared[];
}

export interface SecretUse {
  readonly references: readonly SecretReference[];
  readonly used: readonly Declared[];
}

export function readSecretUse(node: Node | undefined, section: Section, reading: Reading): SecretUse {
  const references = readReferences(node, section, reading);
  return {
    references: references
      .map(({ declared, file }) => ({ SecretName: declared.name, File: file }))
      .sort((a, b) => compareBytes(a.SecretName, b.SecretName)),
    used: references.map(({ declared }) => declared),
  };
}

/** The configs of a service, and its credential spec, which may be a config that no file in the container shows. */
export function readConfigUse(
  node: Node | undefined,
  credentialSpec: Node | undefined,
  section: Section,
  reading: Reading,
): ConfigUse {
  const references = readReferences(node, section, reading);
  const credential = readCredentialSpec(credentialSpec, section, reading);
  const mounted = references.map(
    ({ declared, file }): ConfigReference => ({ ConfigName: declared.name, File: file }),
  );
  const runtime =
    credential.config === undefined ? [] : [{ ConfigName: credential.config.name, Runtime: {} }];
  return {
    references: [...mounted, ...runtime].sort((a, b) => compareBytes(a.ConfigName, b.ConfigName)),
    credentialSpec: credential.spec,
    used: [
      ...references.map(({ declared }) => declared),
      ...(credential.config === undefined ? [] : [credential.config]),
    ],
  };
}

function readReferences(node: Node | undefined, section: Section, reading: Reading): readonly Reference[] {
  const targets = new Map<string, Node>();
  return (asList(node)?.items ?? []).flatMap((item): readonly Reference[] => {
    const source = asText(item) ?? asText(valueAt(item, 'source'));
    const declared = source === undefined ? undefined : findDeclared(section, source, item, reading);
    if (item.kind === 'map' && valueAt(item, 'source') === undefined) {
      reading.findings.mistake(
        item,
        `${item.path}: the key "source" is missing.`,
        `Name the ${section.what} with source.`,
      );
    }
    if (source === undefined || declared === undefined) return [];
    const file = readTarget(item, source);
    const first = targets.get(file.Name);
    if (first === undefined) targets.set(file.Name, item);
    else {
      const message = `${item.path} has the target ${JSON.stringify(file.Name)}, which ${first.path} has already.`;
      reading.findings.mistake(item, message, 'Give it another target.');
    }
    return [{ declared, file }];
  });
}

function readTarget(node: Node, source: string): FileTarget {
  return {
    Name: asText(valueAt(node, 'target')) || source,
    UID: asPrintedText(valueAt(node, 'uid')) || '0',
    GID: asPrintedText(valueAt(node, 'gid')) || '0',
    Mode: asFileMode(valueAt(node, 'mode')) ?? READABLE_BY_ALL,
  };
}

interface Credential {
  readonly spec: CredentialSpec | null;
  readonly config: Declared | undefined;
}

function readCredentialSpec(node: Node | undefined, section: Section, reading: Reading): Credential {
  const [config = '', file = '', registry = ''] = ['config', 'file', 'registry'].map((key) =>
    asText(valueAt(node, key)),
  );
  const given = [config, file, registry].filter((value) => value !== '');
  if (node === undefined || given.length === 0) return { spec: null, config: undefined };
  if (given.length > 1) {
    reading.findings.mistake(
      node,
      `${node.path} has more than one of config, file and registry.`,
      'Keep one of them.',
    );
  }
  const declared =
    config === '' ? undefined : findDeclared(section, config, valueAt(node, 'config') ?? node, reading);
  return { spec: { Config: declared?.name ?? '', File: file, Registry: registry }, config: declared };
}
