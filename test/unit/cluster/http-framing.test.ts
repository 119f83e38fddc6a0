import { describe, expect, it } from 'vitest';
import {
  asksForUpgrade,
  createHeadReader,
  type Framing,
  parseRequest,
  parseStatus,
  requestFraming,
  responseFraming,
} from '../../cluster/http-framing.ts';

/** The first lines of all heads found when the stream arrives in pieces of `size` bytes. */
function headsOf(stream: string, size: number, framing: (head: string) => Framing): readonly string[] {
  const heads: string[] = [];
  const { read } = createHeadReader((head) => {
    heads.push(head.split('\r\n', 1)[0] ?? '');
    return framing(head);
  });
  const bytes = Buffer.from(stream, 'latin1');
  for (let from = 0; from < bytes.length; from += size) read(bytes.subarray(from, from + size));
  return heads;
}

const response = (head: string) => responseFraming(head, 'GET');

describe('createHeadReader', () => {
  const requests = [
    'GET /a HTTP/1.1\r\nHost: d\r\n\r\n',
    'POST /b HTTP/1.1\r\nContent-Length: 22\r\n\r\nGET /not HTTP/1.1\r\n\r\n!',
    'POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n15\r\nGET /not HTTP/1.1\r\n\r\n\r\n1;x=y\r\n!\r\n0\r\nTrailer: t\r\n\r\n',
    'DELETE /d HTTP/1.1\r\n\r\n',
  ].join('');

  it.each([1, 2, 7, 64, 10_000])('finds every request on a kept connection, %i bytes at a time', (size) => {
    expect(headsOf(requests, size, requestFraming)).toEqual([
      'GET /a HTTP/1.1',
      'POST /b HTTP/1.1',
      'POST /c HTTP/1.1',
      'DELETE /d HTTP/1.1',
    ]);
  });

  it('sees nothing after a connection has been upgraded or hijacked', () => {
    const upgraded = 'HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nHTTP/1.1 200 OK\r\n\r\n';
    const hijacked = 'HTTP/1.1 200 OK\r\nContent-Type: raw\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n';
    expect(headsOf(upgraded, 5, response)).toEqual(['HTTP/1.1 101 UPGRADED']);
    expect(headsOf(hijacked, 5, response)).toEqual(['HTTP/1.1 200 OK']);
  });

  it.each([
    { answer: 'until-close' as const, found: ['POST /attach HTTP/1.1'] },
    { answer: 0, found: ['POST /attach HTTP/1.1', 'GET /next HTTP/1.1'] },
  ])('reads on after an upgrade request only when it was refused: $answer', ({ answer, found }) => {
    const heads: string[] = [];
    const reader = createHeadReader((head) => {
      heads.push(head.split('\r\n', 1)[0] ?? '');
      return asksForUpgrade(head) ? undefined : 0;
    });
    reader.read(Buffer.from('POST /attach HTTP/1.1\r\nUpgrade: tcp\r\n\r\nGET /next HTTP/1.1\r\n\r\n'));
    expect(heads).toEqual(['POST /attach HTTP/1.1']);
    reader.decide(answer);
    expect(heads).toEqual(found);
  });

  it('takes an interim and an empty answer for what they are', () => {
    const stream =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nHTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n';
    expect(headsOf(stream, 3, response).map(parseStatus)).toEqual([100, 204, 304, 500]);
  });

  it('gives up on a stream that never ends a head', () => {
    expect(
      headsOf(`${'x'.repeat(400 * 1024)}\r\n\r\nGET / HTTP/1.1\r\n\r\n`, 64 * 1024, requestFraming),
    ).toEqual([]);
  });
});

describe('responseFraming', () => {
  it('expects no body after HEAD, whatever its length says', () => {
    expect(responseFraming('HTTP/1.1 200 OK\r\nContent-Length: 12', 'HEAD')).toBe(0);
    expect(responseFraming('HTTP/1.1 200 OK\r\nContent-Length: 12', 'GET')).toBe(12);
  });
});

describe('parseRequest', () => {
  it('keeps the query and refuses what is no request', () => {
    expect(parseRequest('GET /tasks?filters=%7B%7D HTTP/1.1\r\nHost: d')).toEqual({
      method: 'GET',
      path: '/tasks?filters=%7B%7D',
    });
    expect(parseRequest('PRI * HTTP/2.0')).toBeUndefined();
    expect(parseRequest('echo hello')).toBeUndefined();
  });
});
