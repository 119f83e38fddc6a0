import { EngineError } from '../../errors/engine-error.ts';
import type { LogLine, StampedLine } from '../objects.ts';

const FRAME_HEADER_BYTES = 8;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
/** Stream 3 is the engine's own word about the log. */
const STREAMS: readonly (LogLine['stream'] | undefined)[] = [undefined, 'stdout', 'stderr'];
/** The engine hands on longer lines in pieces of 16 KiB, without an end to how many. */
const LONGEST_LINE_BYTES = 16 * 1024;

interface OpenLine {
  readonly at: string;
  readonly parts: Buffer[];
  bytes: number;
}

/**
 * Lines of a log with time stamps, from its body as it comes in. Only for tasks without a TTY, whose logs are framed:
 * each frame is a line, or a piece of a long one, behind a time stamp of its own. What the engine says about the log
 * ("Error grabbing logs") is thrown as an EngineError. What was never ended with a line feed comes out of `rest`.
 */
export class StampedLines {
  #buffer: Buffer = Buffer.alloc(0);
  readonly #open = new Map<LogLine['stream'], OpenLine>();

  *push(chunk: Buffer): Generator<StampedLine> {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    let offset = 0;
    try {
      while (offset + FRAME_HEADER_BYTES <= this.#buffer.length) {
        const start = offset + FRAME_HEADER_BYTES;
        const end = start + this.#buffer.readUInt32BE(start - 4);
        if (end > this.#buffer.length) break;
        const stream = STREAMS[this.#buffer[offset] ?? 0];
        const bytes = this.#buffer.subarray(start, end);
        offset = end;
        if (stream === undefined) throw logRefused(bytes.toString('utf8'));
        yield* this.#addFrame(stream, bytes);
      }
    } finally {
      this.#buffer = this.#buffer.subarray(offset);
    }
  }

  *rest(): Generator<StampedLine> {
    for (const [stream, line] of this.#open) yield finished(stream, line);
    this.#open.clear();
  }

  *#addFrame(stream: LogLine['stream'], frame: Buffer): Generator<StampedLine> {
    const space = frame.indexOf(SPACE);
    const ended = frame.at(-1) === LINE_FEED;
    const content = frame.subarray(space + 1, ended ? -1 : undefined);
    const line = this.#open.get(stream) ?? { at: frame.toString('latin1', 0, space), parts: [], bytes: 0 };
    if (line.bytes < LONGEST_LINE_BYTES)
      line.parts.push(content.subarray(0, LONGEST_LINE_BYTES - line.bytes));
    line.bytes += content.length;
    if (ended) {
      this.#open.delete(stream);
      yield finished(stream, line);
    } else {
      this.#open.set(stream, line);
    }
  }
}

function finished(stream: LogLine['stream'], { at, parts, bytes }: OpenLine): StampedLine {
  const kept = Buffer.concat(parts);
  const text = kept.toString('utf8').replace(/\r$/, '');
  const leftOut = bytes - kept.length;
  return { stream, at, text: leftOut === 0 ? text : `${text} ... (${leftOut} more bytes)` };
}

function logRefused(words: string): EngineError {
  const plain = words.replace(/^Error grabbing logs: (rpc error: code = \w+ desc = )?/, '').trim();
  return new EngineError(`The engine cannot get at the log: ${plain}`, {
    hint: 'The node of the task is out of reach, or the log driver of the service keeps nothing to be read.',
  });
}
