import type { SourcePosition } from '../../errors/user-error.ts';
import type { MapNode, Node } from '../document/node.ts';
import { asBoolean, asMap, asText, valueAt } from '../document/values.ts';
import { scopedName } from './names.ts';
import type { Reading } from './reading.ts';

/** A network, volume, config or secret that the top level of a stack file declares. */
export interface Declared {
  readonly key: string;
  /** The full name in the swarm. */
  readonly name: string;
  readonly external: boolean;
  /** What the file says about it; absent when it says nothing. */
  readonly body: MapNode | undefined;
  readonly position: SourcePosition;
}

export interface Section {
  readonly what: 'network' | 'volume' | 'config' | 'secret';
  readonly declared: ReadonlyMap<string, Declared>;
  /** The section has a mistake as a whole, so that nobody knows what it declares. */
  readonly unreadable: boolean;
}

export function readSection(what: Section['what'], node: Node | undefined, reading: Reading): Section {
  const entries = asMap(node)?.entries ?? [];
  const declared = entries.map(({ key, keyPosition, value }) =>
    readDeclared(what, key, keyPosition, value, reading),
  );
  return {
    what,
    declared: new Map(declared.map((each) => [each.key, each])),
    unreadable: node?.kind === 'broken',
  };
}

function readDeclared(
  what: Section['what'],
  key: string,
  position: SourcePosition,
  node: Node,
  reading: Reading,
): Declared {
  const body = asMap(node);
  const external = valueAt(body, 'external');
  const isExternal = external !== undefined && (external.kind === 'map' || asBoolean(external) === true);
  const ownName = asText(valueAt(body, 'name')) || undefined;
  const oldName = isExternal ? readOldName(what, external, ownName, reading) : undefined;
  const name = oldName ?? ownName ?? (isExternal ? key : scopedName(reading.stack, key));
  return { key, name, external: isExternal, body, position };
}

/** `external: {name: x}` was the way to write a name before `name` existed. */
function readOldName(
  what: string,
  external: Node,
  ownName: string | undefined,
  reading: Reading,
): string | undefined {
  const node = valueAt(external, 'name');
  const name = asText(node) || undefined;
  if (node === undefined || name === undefined) return undefined;
  if (ownName !== undefined) {
    reading.findings.mistake(
      node,
      `${node.path} and the name of the ${what} are two names for it.`,
      'Keep name and write external: true.',
    );
  } else {
    reading.findings.warn(node, `${node.path} is deprecated; write name: ${name} beside external: true.`);
  }
  return name;
}

/** Finds what a service names, and reports a name that nothing declares. */
export function findDeclared(
  section: Section,
  key: string,
  at: Node,
  reading: Reading,
): Declared | undefined {
  const found = section.declared.get(key);
  if (found === undefined && !section.unreadable) {
    reading.findings.mistake(
      at,
      `${at.path}: there is no ${section.what} ${JSON.stringify(key)}.`,
      `Declare it at the top level, under ${section.what}s.${namesOf(section)}`,
    );
  }
  return found;
}

function namesOf({ declared }: Section): string {
  return declared.size === 0 ? '' : ` Declared there: ${[...declared.keys()].join(', ')}.`;
}

/** Warns of what the file says about an external object: somebody else made it, so nobody listens. */
export function warnOfUnusedKeys(declared: Declared, reading: Reading): void {
  for (const { key, keyPosition, value } of declared.body?.entries ?? []) {
    if (key === 'external' || key === 'name') continue;
    reading.findings.warn(
      { position: keyPosition },
      `${value.path} is ignored, because it is external and made elsewhere.`,
    );
  }
}
