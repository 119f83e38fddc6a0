import { describe, expect, it } from 'vitest';
import { logLines } from '../../../../shared/engine/client/log-lines.ts';

function frame(stream: number, text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

describe('logLines', () => {
  it('keeps the streams apart and the order', () => {
    const body = Buffer.concat([frame(1, 'ready\n'), frame(2, 'oops\n'), frame(1, 'bye\n')]);
    expect(logLines(body)).toEqual([
      { stream: 'stdout', text: 'ready' },
      { stream: 'stderr', text: 'oops' },
      { stream: 'stdout', text: 'bye' },
    ]);
  });

  it('passes on what the engine itself says about the log', () => {
    expect(logLines(frame(3, 'Error grabbing logs: node x is not available\n'))).toEqual([
      { stream: 'stderr', text: 'Error grabbing logs: node x is not available' },
    ]);
  });

  it('joins a line cut into frames, also within a character and around the other stream', () => {
    const euro = Buffer.from('€');
    const body = Buffer.concat([
      frame(1, Buffer.concat([Buffer.from('10 '), euro.subarray(0, 2)])),
      frame(2, 'between\n'),
      frame(1, Buffer.concat([euro.subarray(2), Buffer.from(' a day\n')])),
    ]);
    expect(logLines(body)).toEqual([
      { stream: 'stderr', text: 'between' },
      { stream: 'stdout', text: '10 € a day' },
    ]);
  });

  it('splits a frame of several lines and keeps empty ones', () => {
    expect(logLines(frame(1, 'a\n\nb\n')).map((line) => line.text)).toEqual(['a', '', 'b']);
  });

  it('gives a last line without its line feed', () => {
    expect(logLines(frame(2, 'panic: no database'))).toEqual([
      { stream: 'stderr', text: 'panic: no database' },
    ]);
  });

  it('reads the log of a task with a TTY, which has no frames', () => {
    expect(logLines(Buffer.from('out\r\nerr\r\n$ '))).toEqual([
      { stream: 'stdout', text: 'out' },
      { stream: 'stdout', text: 'err' },
      { stream: 'stdout', text: '$ ' },
    ]);
  });

  it('gives what is there of a body that was cut off', () => {
    const body = Buffer.concat([frame(1, 'whole\n'), frame(1, 'only half of it\n').subarray(0, 17)]);
    expect(logLines(body).map((line) => line.text)).toEqual(['whole', 'only half']);
    expect(logLines(Buffer.concat([frame(1, 'whole\n'), Buffer.from([1, 0, 0, 0, 0])]))).toEqual([
      { stream: 'stdout', text: 'whole' },
    ]);
  });

  it('gives no line for an empty body', () => {
    expect(logLines(Buffer.alloc(0))).toEqual([]);
  });
});
