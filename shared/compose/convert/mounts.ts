import type { Driver, Mount } from '../../engine/specs.ts';
import { lookUp } from '../document/expand-template.ts';
import type { Node } from '../document/node.ts';
import { asList, asText, valueAt } from '../document/values.ts';
import { type Declared, findDeclared, type Section } from './declared.ts';
import { readOptions, readTextMapping } from './mapping.ts';
import { absolutePath } from './named-file.ts';
import { labelsOfStack } from './names.ts';
import { omitAbsent, omitEmpty, orUndefined } from './omit-empty.ts';
import type { Reading } from './reading.ts';
import { isWholeWindowsPath } from './volume-spec.ts';
import { readWrittenMount, type WrittenMount } from './written-mount.ts';

type MountOptions = Pick<Mount, 'BindOptions' | 'VolumeOptions' | 'TmpfsOptions'> & {
  readonly ClusterOptions?: Readonly<Record<string, never>>;
};

/** The mounts of a service in the order of the file. */
export function readMounts(volumes: Node | undefined, declared: Section, reading: Reading): readonly Mount[] {
  const nodes = asList(volumes)?.items ?? [];
  const written = nodes.flatMap((node) => readWrittenMount(node, declared, reading) ?? []);
  checkTargets(written, reading);
  return written.flatMap((mount) => convert(mount, declared, reading) ?? []);
}

/** A task with two mounts at one place, or one mount without a place, never starts. */
function checkTargets(mounts: readonly WrittenMount[], reading: Reading): void {
  const firsts = new Map<string, Node>();
  for (const { node, target } of mounts) {
    const first = firsts.get(target);
    if (target === '') {
      reading.findings.mistake(node, `${node.path}: the key "target" is missing.`, 'Say where to mount it.');
    } else if (first === undefined) {
      firsts.set(target, node);
    } else {
      const message = `${node.path} is mounted at ${JSON.stringify(target)}, where ${first.path} is already.`;
      reading.findings.mistake(node, message, 'Give it another target, or remove one of them.');
    }
  }
}

/** The options each type of mount may have. */
const OPTIONS_OF: Readonly<Record<Mount['Type'], readonly string[]>> = {
  volume: ['volume'],
  bind: ['bind'],
  npipe: ['bind'],
  tmpfs: ['tmpfs'],
  image: [],
  cluster: [],
};

function convert(mount: WrittenMount, declared: Section, reading: Reading): readonly Mount[] | undefined {
  const foreign = [...mount.options].find((kind) => !OPTIONS_OF[mount.type].includes(kind));
  if (foreign !== undefined) {
    const message = `${mount.node.path}: options of type ${foreign} do not go with a mount of type ${mount.type}.`;
    reading.findings.mistake(mount.node, message, `Remove the ${foreign} options, or change the type.`);
    return undefined;
  }
  const source = readSource(mount, declared, reading);
  if (source === undefined) return undefined;
  const shared = omitEmpty<Omit<Mount, keyof MountOptions>>({
    Type: mount.type,
    Source: source.name,
    Target: mount.target,
    ReadOnly: mount.readOnly,
    Consistency: mount.consistency,
  });
  return [{ ...shared, ...optionsOf(mount, source.volume, reading) }];
}

interface Source {
  readonly name: string;
  readonly volume: Declared | undefined;
}

function readSource(mount: WrittenMount, declared: Section, reading: Reading): Source | undefined {
  const { node, type, source } = mount;
  if (type === 'tmpfs' && source !== '') {
    reading.findings.mistake(node, `${node.path}: a tmpfs is memory and has no source.`, 'Remove source.');
    return undefined;
  }
  if (type !== 'tmpfs' && type !== 'volume' && source === '') {
    reading.findings.mistake(node, `${node.path}: a mount of type ${type} needs a source.`, 'Add source.');
    return undefined;
  }
  if (type === 'bind') {
    const path = expandHome(mount, reading);
    return path === undefined ? undefined : { name: path, volume: undefined };
  }
  const isNamed =
    (type === 'volume' && source !== '') || (type === 'cluster' && !source.startsWith('group:'));
  if (!isNamed) return { name: source, volume: undefined };
  const volume = findDeclared(declared, source, node, reading);
  return volume === undefined ? undefined : { name: volume.name, volume };
}

/** `~` is the home of the deploying environment, though the path is meant for the nodes; so it is in Docker. */
function expandHome({ node, source }: WrittenMount, reading: Reading): string | undefined {
  if (!source.startsWith('~')) return isWholeWindowsPath(source) ? source : absolutePath(source, reading);
  const home = lookUp(reading.environment, 'HOME');
  if (/^~[^/]/.test(source) || home === undefined) {
    const reason = home === undefined ? 'HOME is not set' : 'the homes of other users are not known';
    reading.findings.mistake(
      node,
      `${node.path}: ${JSON.stringify(source)} cannot be resolved: ${reason}.`,
      'Write the whole path.',
    );
    return undefined;
  }
  return absolutePath(home + source.slice(1), reading);
}

function optionsOf(mount: WrittenMount, volume: Declared | undefined, reading: Reading): MountOptions {
  if (mount.type === 'cluster') return { ClusterOptions: {} };
  if (mount.options.has('bind')) return { BindOptions: omitEmpty({ Propagation: mount.propagation }) };
  if (mount.options.has('tmpfs')) return { TmpfsOptions: omitEmpty({ SizeBytes: mount.tmpfsSize }) };
  if (volume === undefined) return {};
  const own = omitEmpty({ NoCopy: mount.noCopy, Subpath: mount.subpath });
  return { VolumeOptions: volume.external ? own : { ...own, ...volumeOptions(volume, reading) } };
}

/** How the node makes the volume when the first task needs it. */
function volumeOptions({ body }: Declared, reading: Reading): NonNullable<Mount['VolumeOptions']> {
  const driver = asText(valueAt(body, 'driver')) || undefined;
  const options = readOptions(valueAt(body, 'driver_opts'));
  const hasDriver = driver !== undefined || options !== undefined;
  return omitAbsent<NonNullable<Mount['VolumeOptions']>>({
    NoCopy: undefined,
    Subpath: undefined,
    Labels: labelsOfStack(reading.stack, readTextMapping(valueAt(body, 'labels'))),
    DriverConfig: hasDriver ? omitAbsent<Driver>({ Name: driver, Options: orUndefined(options) }) : undefined,
  });
}
