import { connect, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { DelayLine, SharedRate } from './delay-line.ts';
import type { DelayProxyCommand, DelayProxySetup } from './delay-proxy.ts';

/** A sender is held back while this much of its data is on the way, as a full TCP window would. */
const WINDOW_BYTES = 16 * 1024 * 1024;

const setup = workerData as DelayProxySetup;
const { rttMs, megabitsPerSecond, counters } = setup;
let { target } = setup;
const rates = [new SharedRate(megabitsPerSecond), new SharedRate(megabitsPerSecond)] as const;
const sockets = new Set<Socket>();
const lines = new Set<DelayLine>();

// A proxy accepts at once what would have taken one round trip: the bytes of the client leave only after it, and
// the target sees the connection half a round trip later still.
const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const connectedAt = performance.now() + rttMs;
  track(client);
  const outgoing = connect({ ...target, allowHalfOpen: true, noDelay: true, autoSelectFamily: false });
  outgoing.pause();
  track(outgoing);
  setTimeout(() => outgoing.resume(), 1.5 * rttMs);
  carry(client, outgoing, 0, connectedAt);
  carry(outgoing, client, 1, 0);
  // A proper end travels down the line behind the data; only a broken connection is broken at once on the other side.
  client.once('close', (broken) => broken && outgoing.destroy());
  outgoing.once('close', (broken) => broken && client.resetAndDestroy());
});

function track(socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => sockets.delete(socket));
}

function carry(from: Socket, to: Socket, direction: 0 | 1, sentAt: number): void {
  const line = new DelayLine(to, rttMs / 2, rates[direction]);
  lines.add(line);
  from.on('data', (data: Buffer) => {
    Atomics.add(counters, direction, BigInt(data.length));
    line.send(data, sentAt);
    if (line.held > WINDOW_BYTES) from.pause();
  });
  line.onDelivered = () => {
    if (from.isPaused() && line.held < WINDOW_BYTES) from.resume();
  };
  from.once('end', () => line.send(undefined, sentAt));
  from.once('close', () => lines.delete(line));
}

parentPort?.on('message', (command: DelayProxyCommand) => {
  if (command === 'cut') {
    for (const socket of sockets) socket.resetAndDestroy();
  } else if (command === 'freeze') {
    for (const line of lines) line.freeze();
  } else {
    target = command.target;
  }
  parentPort?.postMessage('done');
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined);
});
