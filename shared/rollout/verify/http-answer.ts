/** An HTTP answer; the body as far as it was read. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Reads the bytes of an HTTP/1 answer; undefined when they are none. */
export function readHttpAnswer(bytes: Buffer): HttpAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, end < 0 ? bytes.length : end).toString('latin1');
  const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(head)?.[1];
  if (status === undefined) return undefined;
  const body = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4);
  const chunked = /^transfer-encoding:.*\bchunked\s*$/im.test(head);
  return { status: Number(status), body: (chunked ? joinChunks(body) : body).toString('utf8') };
}

/** What is there of the chunks; the last one may be cut off. */
function joinChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, Math.max(at, lineEnd)).toString('latin1'), 16);
    if (lineEnd < 0 || !(size > 0)) break;
    const start = lineEnd + 2;
    chunks.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
  return Buffer.concat(chunks);
}
