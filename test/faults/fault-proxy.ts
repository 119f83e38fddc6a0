import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { createHeadReader, type Framing, parseRequest, requestFraming } from '../cluster/http-framing.ts';
import type { RecordedCall } from '../cluster/socket-recorder.ts';
import { nameOfCall } from '../support/recorded-calls.ts';
import type { FaultPoint } from './fault-point.ts';

export interface FaultProxy {
  readonly socketPath: string;
  /** The call at which the fault struck, as `nameOfCall` writes it; undefined: it never came to that. */
  struckAt(): string | undefined;
  stop(): Promise<void>;
}

export interface FaultProxyOptions {
  readonly engineSocket: string;
  /** Where to listen; must not exist yet. */
  readonly socketPath: string;
  readonly point: FaultPoint;
  /** Ends the process whose calls pass here. */
  readonly kill: () => void;
}

/** Stands before an engine's socket, counts the calls of one run and strikes at one of them, once. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { engineSocket, socketPath, point } = options;
  const open = new Set<Socket>();
  let counted = 0;
  let struckAt: string | undefined;
  let refusing = false;

  const strike = (call: string): void => {
    struckAt = call;
    if (point.fault === 'kill') {
      options.kill();
      return;
    }
    refusing = point.fault === 'cut';
    for (const socket of open) socket.destroy();
  };
  /** Whether this is the call to strike at. */
  const counts = ({ method }: Pick<RecordedCall, 'method'>): boolean => {
    if (point.among === 'calls' || method !== 'GET') counted += 1;
    else return false;
    return struckAt === undefined && counted === point.number;
  };

  const server = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const engine = connect(engineSocket);
    joinCloses(open, client, engine);
    /** The call of this connection that the fault waits for, or struck at: nothing of it may pass. */
    let chosen: string | undefined;
    const onRequest = (head: string): Framing => {
      const request = parseRequest(head);
      if (request !== undefined && counts(request)) {
        chosen = nameOfCall({ ...request, at: 0 });
        if (point.moment === 'before') strike(chosen);
      }
      return requestFraming(head);
    };
    const requests = createHeadReader(onRequest);
    client.on('data', (chunk: Buffer) => {
      requests.read(chunk);
      if (chosen === undefined || point.moment === 'after') engine.write(chunk);
    });
    engine.on('data', (chunk: Buffer) => {
      if (chosen === undefined) client.write(chunk);
      else if (struckAt === undefined) strike(chosen);
    });
  }).listen(socketPath);
  await once(server, 'listening');
  return {
    socketPath,
    struckAt: () => struckAt,
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
      await rm(socketPath, { force: true });
    },
  };
}

function joinCloses(open: Set<Socket>, ...pair: readonly Socket[]): void {
  for (const socket of pair) {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      for (const each of pair) each.destroy();
    });
  }
}
