import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DelayProxyOptions, startDelayProxy } from '../cluster/delay-proxy.ts';

let echo: Server;
let port: number;

beforeAll(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const address = echo.address();
  port = typeof address === 'object' && address ? address.port : 0;
});

afterAll(() => {
  echo.close();
});

async function proxied(options: Omit<DelayProxyOptions, 'target'>) {
  const proxy = await startDelayProxy({ ...options, target: { host: '127.0.0.1', port } });
  onTestFinished(() => proxy.stop());
  const socket = connect({ port: proxy.port, host: proxy.host, noDelay: true });
  await once(socket, 'connect');
  return { proxy, socket };
}

async function roundTrip(socket: Socket, text: string): Promise<number> {
  const start = performance.now();
  socket.write(text);
  await once(socket, 'data');
  return performance.now() - start;
}

describe('startDelayProxy', () => {
  it('costs one round trip for TCP itself and one for each exchange', async () => {
    const times: { readonly first: number; readonly second: number }[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const { socket } = await proxied({ rttMs: 200 });
      times.push({ first: await roundTrip(socket, 'first'), second: await roundTrip(socket, 'second') });
      socket.destroy();
    }
    // A busy machine adds to some of them; none can be less.
    const first = Math.min(...times.map((time) => time.first)) / 200;
    const second = Math.min(...times.map((time) => time.second)) / 200;
    expect(first).toBeGreaterThan(1.95);
    expect(first).toBeLessThan(2.5);
    expect(second).toBeGreaterThan(0.95);
    expect(second).toBeLessThan(1.5);
  });

  it('keeps the order and every byte up to the end', async () => {
    const { proxy, socket } = await proxied({ rttMs: 20 });
    const sent = Buffer.from(Array.from({ length: 60_000 }, (_, index) => `${index} `).join(''));
    for (let offset = 0; offset < sent.length; offset += 7919)
      socket.write(sent.subarray(offset, offset + 7919));
    socket.end();
    const received = await socket.toArray();
    expect(Buffer.concat(received).equals(sent)).toBe(true);
    expect([proxy.bytesUp(), proxy.bytesDown()]).toEqual([sent.length, sent.length]);
  });

  it('holds the rate', async () => {
    const { socket } = await proxied({ rttMs: 2, megabitsPerSecond: 8 });
    const start = performance.now();
    socket.end(Buffer.alloc(500_000));
    await socket.toArray();
    expect(performance.now() - start).toBeGreaterThan(500);
  });

  it('cuts connections', async () => {
    const { proxy, socket } = await proxied({ rttMs: 2 });
    await roundTrip(socket, 'hello');
    const failure = once(socket, 'error');
    await proxy.cut();
    expect((await failure)[0]).toMatchObject({ code: 'ECONNRESET' });
  });

  it('freezes connections without closing them, and serves new ones', async () => {
    const { proxy, socket } = await proxied({ rttMs: 2 });
    await roundTrip(socket, 'hello');
    await proxy.freeze();
    let heard = false;
    socket.on('data', () => {
      heard = true;
    });
    socket.write('anyone there?');
    const second = connect({ port: proxy.port, host: proxy.host });
    await roundTrip(second, 'hello');
    expect({ heard, closed: socket.closed }).toEqual({ heard: false, closed: false });
    socket.destroy();
    second.destroy();
  });
});
