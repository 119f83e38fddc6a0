import type { Mount } from '../../engine/specs.ts';
import type { MapNode, Node } from '../document/node.ts';
import { asBoolean, asInteger, asMap, asText, valueAt } from '../document/values.ts';
import type { Section } from './declared.ts';
import type { Reading } from './reading.ts';
import { parseVolumeSpec, VolumeSpecError } from './volume-spec.ts';

/** A mount as the stack file has it, short and long form alike. */
export interface WrittenMount {
  readonly node: Node;
  readonly type: Mount['Type'];
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean | undefined;
  readonly consistency: string | undefined;
  readonly propagation: string | undefined;
  readonly noCopy: boolean | undefined;
  readonly subpath: string | undefined;
  readonly tmpfsSize: number | undefined;
  /** The kinds of options the mount has, empty ones included. */
  readonly options: ReadonlySet<string>;
}

/** Reads a mount in either form; `undefined` when it is not one, which is reported. */
export function readWrittenMount(node: Node, declared: Section, reading: Reading): WrittenMount | undefined {
  return node.kind === 'map' ? readLongForm(node) : readShortForm(node, declared, reading);
}

function readLongForm(node: MapNode): WrittenMount | undefined {
  const type = asText(valueAt(node, 'type'));
  if (type === undefined) return undefined;
  const options = ['bind', 'volume', 'tmpfs'].filter((key) => asMap(valueAt(node, key)) !== undefined);
  const [bind, volume, tmpfs] = ['bind', 'volume', 'tmpfs'].map((key) => valueAt(node, key));
  return {
    node,
    type: (type || 'volume') as Mount['Type'],
    source: asText(valueAt(node, 'source')) ?? '',
    target: asText(valueAt(node, 'target')) ?? '',
    readOnly: asBoolean(valueAt(node, 'read_only')),
    consistency: asText(valueAt(node, 'consistency')),
    propagation: asText(valueAt(bind, 'propagation')),
    noCopy: asBoolean(valueAt(volume, 'nocopy')),
    subpath: asText(valueAt(volume, 'subpath')),
    tmpfsSize: asInteger(valueAt(tmpfs, 'size')),
    options: new Set(options),
  };
}

function readShortForm(node: Node, declared: Section, reading: Reading): WrittenMount | undefined {
  const text = asText(node);
  if (text === undefined) return undefined;
  const letter = /^(\p{L}):\//u.exec(text)?.[1];
  if (letter !== undefined && (declared.declared.has(letter) || /^.:[^:]*(:(ro|rw|nocopy))?$/u.test(text))) {
    const message = `${node.path}: in ${JSON.stringify(text)} the single letter is taken for a drive of Windows.`;
    reading.findings.mistake(
      node,
      message,
      'Give the volume a longer name, or write the long form with type: volume.',
    );
    return undefined;
  }
  try {
    const spec = parseVolumeSpec(text);
    if (spec.ignored.length > 0) {
      reading.findings.warn(
        node,
        `${node.path}: Swarm does not know ${spec.ignored.join(', ')} and ignores it.`,
      );
    }
    const { type, source, target, readOnly, propagation, noCopy } = spec;
    const options = new Set([...(propagation === undefined ? [] : ['bind']), ...(noCopy ? ['volume'] : [])]);
    const rest = { consistency: undefined, subpath: undefined, tmpfsSize: undefined };
    return { node, type, source, target, readOnly, propagation, noCopy, options, ...rest };
  } catch (error) {
    if (!(error instanceof VolumeSpecError)) throw error;
    const message = `${node.path}: ${JSON.stringify(text)} is not a volume: ${error.message}.`;
    reading.findings.mistake(node, message, 'Write it as source:target or source:target:ro.');
    return undefined;
  }
}
