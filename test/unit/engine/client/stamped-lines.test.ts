import { describe, expect, it } from 'vitest';
import { StampedLines } from '../../../../shared/engine/client/stamped-lines.ts';
import type { StampedLine } from '../../../../shared/engine/objects.ts';

const AT = '2026-01-01T00:00:00.000000001Z';

function frame(stream: number, text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** As they come out when the body comes in pieces of so many bytes. */
function linesOf(body: Buffer, piece = body.length): readonly StampedLine[] {
  const lines = new StampedLines();
  const starts = Array.from({ length: Math.ceil(body.length / piece) }, (_, index) => index * piece);
  const pushed = starts.flatMap((start) => [...lines.push(body.subarray(start, start + piece))]);
  return [...pushed, ...lines.rest()];
}

describe('StampedLines', () => {
  const body = Buffer.concat([
    frame(1, `${AT} ready for 10 €\n`),
    frame(2, `${AT} oops\r\n`),
    frame(1, `${AT} \n`),
    frame(1, `${AT} first half, `),
    frame(2, `${AT} between\n`),
    frame(1, `${AT} second half\n`),
    frame(1, `${AT} prompt>`),
  ]);
  const wanted = [
    ['stdout', 'ready for 10 €'],
    ['stderr', 'oops'],
    ['stdout', ''],
    ['stderr', 'between'],
    ['stdout', 'first half, second half'],
    ['stdout', 'prompt>'],
  ].map(([stream, text]) => ({ stream, text, at: AT }));

  it.each([1, 3, 7, 40, 1000])('reads a body that comes in pieces of %d bytes', (piece) => {
    expect(linesOf(body, piece)).toEqual(wanted);
  });

  it('keeps no more of a line without an end than a person could read', () => {
    const long = Buffer.concat([
      ...Array.from({ length: 20 }, () => frame(1, `${AT} ${'x'.repeat(16_000)}`)),
      frame(1, `${AT} end\n`),
    ]);
    const [line] = linesOf(long);
    expect(line?.text).toBe(`${'x'.repeat(16_384)} ... (${20 * 16_000 + 3 - 16_384} more bytes)`);
  });

  it('throws what the engine says about the log, behind the lines before it', () => {
    const lines = new StampedLines();
    const words = 'Error grabbing logs: rpc error: code = Unknown desc = warning: incomplete log stream.\n';
    const reading = lines.push(Buffer.concat([frame(1, `${AT} a\n`), frame(3, words)]));
    expect(reading.next().value).toEqual({ stream: 'stdout', text: 'a', at: AT });
    expect(() => reading.next()).toThrow('The engine cannot get at the log: warning: incomplete log stream.');
  });
});
