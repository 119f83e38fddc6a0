export interface TarEntry {
  /** Without a leading slash; at most 100 bytes. */
  readonly name: string;
  /** Octal permissions, for instance 0o755. */
  readonly mode: number;
  /** A file's content; a folder has none. */
  readonly content?: Buffer | string;
  /** Makes the entry a symbolic link to this target. */
  readonly link?: string;
}

const BLOCK = 512;

/** A tar archive with owner root and no times, so that equal entries give equal bytes. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '');
    return [header(entry, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header({ name, mode, content, link }: TarEntry, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`Too long a name for a plain tar header: ${name}`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(link !== undefined ? '2' : content === undefined ? '5' : '0', 156);
  block.write(link ?? '', 157);
  block.write('ustar\0' + '00', 257, 'latin1');
  // The sum counts its own field as spaces.
  block.write(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)} `, 148);
  return block;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
