import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decodeHead,
  decodeRecord,
  encodeRecord,
  PART_BYTES,
} from '../../../../shared/release/ledger/record-data.ts';
import { releasedStack, releaseRecord } from '../../../support/releases.ts';
import { serviceSpec } from '../../../support/swarm-objects.ts';

/** A record whose data cannot be made smaller. */
function largeRecord(bytes: number) {
  const config = { Name: 'demo_c', Labels: {}, Data: randomBytes(bytes).toString('base64') };
  return releaseRecord({ stack: releasedStack({ configs: [config] }) });
}

describe('the data of a record', () => {
  it('fits into the first config when it is small', () => {
    const record = releaseRecord();
    const { head, parts } = encodeRecord(record);
    expect(parts).toEqual([]);
    expect(decodeRecord(decodeHead(head), () => undefined)).toEqual(record);
  });

  it('is cut into parts that the engine takes when it is large, and the first config stays small', () => {
    const record = largeRecord(2_500_000);
    const { head, parts } = encodeRecord(record);
    expect(parts.length).toBe(3);
    expect(Math.max(...parts.map(({ length }) => length))).toBe(PART_BYTES);
    expect(head.length).toBeLessThan(1000);
    expect(decodeRecord(decodeHead(head), (place) => parts[place])).toEqual(record);
  });

  it('says which part is missing or was changed', () => {
    const { head, parts } = encodeRecord(largeRecord(1_500_000));
    const without = (place: number) => (place === 1 ? undefined : parts[place]);
    expect(() => decodeRecord(decodeHead(head), without)).toThrow('part 2 of 2 is missing');
    const changed = (place: number) => (place === 0 ? Buffer.from('other') : parts[place]);
    expect(() => decodeRecord(decodeHead(head), changed)).toThrow('part 1 of 2 is not what was written');
  });

  it('is refused when the first config holds something else', () => {
    expect(() => decodeHead(Buffer.from('not compressed'))).toThrow();
    expect(() => decodeHead(encodeRecord(releaseRecord()).head.subarray(0, 50))).toThrow();
  });

  it('names in the first config what a listing shows', () => {
    expect(decodeHead(encodeRecord(releaseRecord()).head).contents.images).toEqual([
      { service: 'web', image: 'app:1' },
    ]);
  });
});

describe('the fingerprint', () => {
  const fingerprint = (spec: ReturnType<typeof serviceSpec>) => {
    const stack = releasedStack({ services: [{ key: 'web', spec }] });
    return decodeHead(encodeRecord(releaseRecord({ stack })).head).contents.fingerprint;
  };
  const plain = serviceSpec();

  it('is equal where only replica counts and forced updates differ, and the order of keys', () => {
    const { Name, ...rest } = plain;
    expect(fingerprint({ ...rest, Name })).toBe(fingerprint(plain));
    expect(fingerprint({ ...plain, Mode: { Replicated: { Replicas: 7 } } })).toBe(fingerprint(plain));
    const TaskTemplate = { ...plain.TaskTemplate, ForceUpdate: 3 };
    expect(fingerprint({ ...plain, TaskTemplate })).toBe(fingerprint(plain));
  });

  it('is another one for another image, mode or label', () => {
    expect(fingerprint(serviceSpec({}, { Image: 'app:2' }))).not.toBe(fingerprint(plain));
    expect(fingerprint({ ...plain, Mode: { Global: {} } })).not.toBe(fingerprint(plain));
    expect(fingerprint({ ...plain, Labels: { ...plain.Labels, a: 'b' } })).not.toBe(fingerprint(plain));
  });
});
