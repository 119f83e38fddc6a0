import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly socketPath: string;
  /** Method and path of each request passed on, in order and without the API version. */
  readonly requests: readonly string[];
  /** Lets `bytes` more bytes of replies through, then cuts that connection, `times` times in all. */
  cutAfter(bytes: number, times?: number): void;
  stop(): Promise<void>;
}

/** Stands before an engine's socket and cuts connections as a failing network does: the engine keeps what it got. */
export async function startCuttingProxy(engineSocket: string, socketPath: string): Promise<CuttingProxy> {
  const requests: string[] = [];
  const open = new Set<Socket>();
  let bytes = Number.POSITIVE_INFINITY;
  let cuts: number[] = [];
  const server = createServer((client) => {
    const engine = connect(engineSocket);
    for (const socket of [client, engine]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        engine.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      const [line, method, path] = /^(GET|POST|DELETE) \/v[\d.]+(\S+)/.exec(chunk.toString('latin1')) ?? [];
      if (line !== undefined) requests.push(`${method} ${path}`);
      engine.write(chunk);
    });
    engine.on('data', (chunk: Buffer) => {
      if (client.writableEnded) return;
      if (chunk.length < bytes) {
        bytes -= chunk.length;
        client.write(chunk);
        return;
      }
      client.end(chunk.subarray(0, bytes), () => client.destroy());
      bytes = cuts.shift() ?? Number.POSITIVE_INFINITY;
    });
  }).listen(socketPath);
  await once(server, 'listening');
  return {
    socketPath,
    requests,
    cutAfter: (count, times = 1) => {
      bytes = count;
      cuts = Array.from({ length: times - 1 }, () => count);
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
      await rm(socketPath, { force: true });
    },
  };
}
