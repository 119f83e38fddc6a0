import type { LogLine } from '../objects.ts';

const frameHeaderBytes = 8;
const lineFeed = 0x0a;

/**
 * The lines of a log body. Each is framed by stream (1 stdout, 2 stderr, 3 the engine's own "Error grabbing
 * logs", given as stderr), or not at all for a task with a TTY, whose lines then all count as stdout. A frame is
 * not a line: the engine cuts long lines into several, and a body that was cut off may end within one.
 */
export function logLines(body: Buffer): readonly LogLine[] {
  const frames = isFramed(body) ? [...framesOf(body)] : [{ stream: 'stdout' as const, bytes: body }];
  const open = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const lines: LogLine[] = [];
  const finish = (stream: LogLine['stream']) => {
    const text = Buffer.concat(open[stream]).toString('utf8').replace(/\r$/, '');
    open[stream] = [];
    lines.push({ stream, text });
  };
  for (const { stream, bytes } of frames) {
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      open[stream].push(bytes.subarray(start, end));
      finish(stream);
      start = end + 1;
    }
    if (start < bytes.length) open[stream].push(bytes.subarray(start));
  }
  for (const stream of ['stdout', 'stderr'] as const) if (open[stream].length > 0) finish(stream);
  return lines;
}

/** Text cannot begin like a frame: a stream number, then three zero bytes. */
function isFramed(body: Buffer): boolean {
  return body.length >= 4 && body.readUInt32LE(0) <= 3;
}

function* framesOf(body: Buffer): Generator<{ readonly stream: LogLine['stream']; readonly bytes: Buffer }> {
  let offset = 0;
  while (offset + frameHeaderBytes <= body.length) {
    const start = offset + frameHeaderBytes;
    offset = start + body.readUInt32BE(start - 4);
    yield {
      stream: body[start - frameHeaderBytes] === 1 ? 'stdout' : 'stderr',
      bytes: body.subarray(start, offset),
    };
  }
}
