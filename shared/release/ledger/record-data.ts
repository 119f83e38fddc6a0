import { createHash } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { fingerprintOf } from './fingerprint.ts';
import type { ReleaseContents } from './release-entry.ts';
import type { ReleasedStack, ReleaseRecord } from './release-record.ts';

/** Of the data below. A version that changes their meaning or shape counts on; older code then says what it cannot read. */
export const FORMAT = 1;

/** Bytes that a part may hold. The engine takes less than 1,024,000 (measured); a round figure below leaves room. */
export const PART_BYTES = 1_000_000;

/** A record that is no larger stands in the first config itself, which saves a write and keeps listings small. */
const INLINE_BYTES = 6_000;

/** A record as data of configs. */
export interface RecordData {
  readonly head: Buffer;
  /** Further configs, in order; none for a small record. */
  readonly parts: readonly Buffer[];
}

interface Head {
  readonly contents: ReleaseContents;
  /** Compressed, base64; absent when there are parts. */
  readonly record?: string;
  /** SHA-256 of each part, in order. */
  readonly parts: readonly string[];
}

export function encodeRecord(record: ReleaseRecord): RecordData {
  const whole = compress(record);
  const inline = whole.length <= INLINE_BYTES;
  const parts = inline ? [] : slices(whole);
  const head: Head = {
    contents: contentsOf(record.stack),
    parts: parts.map(digestOf),
    ...(inline ? { record: whole.toString('base64') } : {}),
  };
  return { head: compress(head), parts };
}

/** What the first config says; throws when its data is damaged. */
export function decodeHead(data: Buffer): Head {
  const head = decompress(data) as Partial<Head>;
  if (head.contents === undefined || head.parts === undefined) throw new Error('it is no release');
  return { ...head, contents: head.contents, parts: head.parts };
}

/** `partNamed` gives the data of a part by its place, counted from 0. Throws what is wrong with which part. */
export function decodeRecord(head: Head, partAt: (place: number) => Buffer | undefined): ReleaseRecord {
  if (head.record !== undefined) return decompress(Buffer.from(head.record, 'base64')) as ReleaseRecord;
  const parts = head.parts.map((digest, place) => {
    const part = partAt(place);
    const which = `part ${place + 1} of ${head.parts.length}`;
    if (part === undefined) throw new Error(`${which} is missing`);
    if (digestOf(part) !== digest) throw new Error(`${which} is not what was written`);
    return part;
  });
  return decompress(Buffer.concat(parts)) as ReleaseRecord;
}

function contentsOf(stack: ReleasedStack): ReleaseContents {
  return {
    images: stack.services.map(({ key, spec }) => ({
      service: key,
      image: spec.TaskTemplate.ContainerSpec.Image,
    })),
    fingerprint: fingerprintOf(stack),
  };
}

/** Brotli finds what services have in common better than gzip, and faster: 107 kB of 100 services to 6 kB in 3 ms. */
function compress(value: object): Buffer {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return brotliCompressSync(JSON.stringify(value), { params });
}

function decompress(data: Buffer): unknown {
  return JSON.parse(brotliDecompressSync(data).toString());
}

function slices(whole: Buffer): readonly Buffer[] {
  const count = Math.ceil(whole.length / PART_BYTES);
  return Array.from({ length: count }, (_, at) => whole.subarray(at * PART_BYTES, (at + 1) * PART_BYTES));
}

function digestOf(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
