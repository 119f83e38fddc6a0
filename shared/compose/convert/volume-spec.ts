/** Thrown by `parseVolumeSpec`; the message is a clause about the volume. */
export class VolumeSpecError extends Error {}

/** What the short form of a volume says; absent is what it does not say. */
export interface VolumeSpec {
  readonly type: 'volume' | 'bind';
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly noCopy: boolean;
  readonly propagation: string | undefined;
  /** Options that mean nothing to Swarm, such as `z` and `cached`. */
  readonly ignored: readonly string[];
}

const PROPAGATIONS: ReadonlySet<string> = new Set([
  'private',
  'rprivate',
  'shared',
  'rshared',
  'slave',
  'rslave',
]);

/** Reads `[source:]target[:options]`. A colon behind a single letter belongs to a drive of Windows. */
export function parseVolumeSpec(spec: string): VolumeSpec {
  if (spec === '') throw new VolumeSpecError('it is empty');
  const sections = [...spec].length < 3 ? [spec] : splitSections(spec);
  if (sections.includes('')) throw new VolumeSpecError('there is nothing between two colons');
  if (sections.length > 3) throw new VolumeSpecError('it has too many colons');
  const [first = '', second, options = ''] = sections;
  const source = second === undefined ? '' : first;
  const words = options === '' ? [] : options.split(',');
  return {
    type: isFilePath(source) ? 'bind' : 'volume',
    source,
    target: second ?? first,
    readOnly: words.findLast((word) => word === 'ro' || word === 'rw') === 'ro',
    noCopy: words.includes('nocopy'),
    propagation: words.findLast((word) => PROPAGATIONS.has(word)),
    ignored: words.filter((word) => !['ro', 'rw', 'nocopy'].includes(word) && !PROPAGATIONS.has(word)),
  };
}

/** Starts from no directory on a Windows node: `C:\data`, `\\server\share\data`, and the named pipe `\\.\pipe\engine`. */
export function isWholeWindowsPath(path: string): boolean {
  return /^([a-z]:|[\\/]{2}(\.|[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*))[\\/]/i.test(path);
}

function isFilePath(source: string): boolean {
  return /^([./~]|\\\\|\p{L}:)/u.test(source);
}

function splitSections(spec: string): readonly string[] {
  const sections: string[] = [];
  let section = '';
  for (const character of spec) {
    if (character === ':' && !/^\p{L}$/u.test(section)) {
      sections.push(section);
      section = '';
    } else {
      section += character;
    }
  }
  return [...sections, section];
}
