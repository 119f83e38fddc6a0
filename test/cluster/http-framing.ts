/** How the body after a head is delimited: so many bytes, in chunks, or by the end of the connection. */
export type Framing = number | 'chunked' | 'until-close';

export interface HeadReader {
  /** Takes the next bytes of the direction. */
  read(chunk: Buffer): void;
  /** Says what `onHead` could not know yet. */
  decide(framing: Framing): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
const LONGEST_HEAD = 256 * 1024;

type Step = 'head' | 'undecided' | 'body' | 'chunk-size' | 'chunk' | 'trailer' | 'unframed';

/**
 * Follows one direction of an HTTP/1.1 connection and calls `onHead` with every head in it, without its empty last
 * line. `onHead` says how the body is framed, or undefined when only the answer will tell: then bytes are kept until
 * `decide`. It only listens: what is not HTTP is left alone from there on.
 */
export function createHeadReader(onHead: (head: string) => Framing | undefined): HeadReader {
  let step: Step = 'head';
  let rest: Buffer = Buffer.alloc(0);
  let remaining = 0;

  const take = (mark: Buffer): string | undefined => {
    const end = rest.indexOf(mark);
    if (end < 0) return undefined;
    const text = rest.toString('latin1', 0, end);
    rest = rest.subarray(end + mark.length);
    return text;
  };
  const skip = (next: Step): boolean => {
    const skipped = Math.min(remaining, rest.length);
    rest = rest.subarray(skipped);
    remaining -= skipped;
    if (remaining === 0) step = next;
    return remaining === 0;
  };
  const begin = (framing: Framing): void => {
    if (framing === 'chunked') step = 'chunk-size';
    else if (framing === 'until-close') step = 'unframed';
    else {
      remaining = framing;
      step = 'body';
    }
  };
  const readHead = (): boolean => {
    const head = take(HEAD_END);
    if (head === undefined) {
      if (rest.length > LONGEST_HEAD) step = 'unframed';
      return false;
    }
    const framing = onHead(head);
    if (framing === undefined) step = 'undecided';
    else begin(framing);
    return true;
  };
  const readChunkSize = (): boolean => {
    const line = take(LINE_END);
    if (line === undefined) return false;
    const size = Number.parseInt(line, 16);
    // The chunk's own line end counts as part of it.
    remaining = size + LINE_END.length;
    step = size === 0 ? 'trailer' : 'chunk';
    return true;
  };
  const readTrailer = (): boolean => {
    const line = take(LINE_END);
    if (line === '') step = 'head';
    return line !== undefined;
  };
  /** Takes one step; false when it needs more bytes. */
  const advance = (): boolean => {
    switch (step) {
      case 'head':
        return readHead();
      case 'undecided':
        return false;
      case 'body':
        return skip('head');
      case 'chunk-size':
        return readChunkSize();
      case 'chunk':
        return skip('chunk-size');
      case 'trailer':
        return readTrailer();
      case 'unframed':
        rest = Buffer.alloc(0);
        return false;
    }
  };
  return {
    read: (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (advance());
    },
    decide: (framing) => {
      if (step !== 'undecided') return;
      begin(framing);
      while (advance());
    },
  };
}

/** The method and path of a request's head; undefined when it is no request. */
export function parseRequest(head: string): { readonly method: string; readonly path: string } | undefined {
  const match = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/m.exec(firstLine(head));
  return match?.[1] && match[2] ? { method: match[1], path: match[2] } : undefined;
}

/** The status of a response's head; undefined when it is no response. */
export function parseStatus(head: string): number | undefined {
  const match = /^HTTP\/1\.[01] (\d{3})/.exec(firstLine(head));
  return match ? Number(match[1]) : undefined;
}

/** Whether a request asks to leave HTTP, after which its bytes are no requests if the server agrees. */
export function asksForUpgrade(head: string): boolean {
  return /^upgrade:/im.test(head);
}

export function requestFraming(head: string): Framing {
  if (/^transfer-encoding:.*chunked/im.test(head)) return 'chunked';
  return contentLength(head) ?? 0;
}

/** A response without any length lasts until the connection ends, which is also how the engine hijacks one. */
export function responseFraming(head: string, method: string): Framing {
  const status = parseStatus(head) ?? 0;
  if (status === 101) return 'until-close';
  if (status < 200 || status === 204 || status === 304 || method === 'HEAD') return 0;
  if (/^transfer-encoding:.*chunked/im.test(head)) return 'chunked';
  return contentLength(head) ?? 'until-close';
}

function contentLength(head: string): number | undefined {
  const match = /^content-length:\s*(\d+)/im.exec(head);
  return match ? Number(match[1]) : undefined;
}

function firstLine(head: string): string {
  return head.split('\r\n', 1)[0] ?? '';
}
