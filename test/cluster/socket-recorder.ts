import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import {
  asksForUpgrade,
  createHeadReader,
  type Framing,
  parseRequest,
  parseStatus,
  requestFraming,
  responseFraming,
} from './http-framing.ts';

export interface RecordedCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Absent while the call has no answer. */
  readonly status?: number;
  /** When the request passed, in milliseconds since 1970. */
  readonly at: number;
  /** When the head of its answer passed. */
  readonly answeredAt?: number;
}

export interface SocketRecorder {
  /** The socket to talk to instead of the engine's. */
  readonly path: string;
  /** All requests since the start or the last reset, in the order they passed. */
  calls(): readonly RecordedCall[];
  reset(): void;
  stop(): Promise<void>;
}

export interface RecorderOptions {
  /** The engine's socket. It may be absent for a while, as when the engine restarts. */
  readonly target: string;
  /** Where to listen; must not exist yet. */
  readonly listen: string;
}

/** Passes every byte on as it is, in both directions, and writes down the requests it sees pass. */
export async function recordSocket({ target, listen }: RecorderOptions): Promise<SocketRecorder> {
  let calls: RecordedCall[] = [];
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: target, allowHalfOpen: true });
    const listeners = followConnection({
      begin: (call) => {
        calls.push(call);
      },
      answer: (call, status) => {
        const index = calls.indexOf(call);
        if (index >= 0) calls[index] = { ...call, status, answeredAt: Date.now() };
      },
    });
    join(client, engine, listeners.request);
    join(engine, client, listeners.response);
    for (const socket of [client, engine]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
  });
  server.listen(listen);
  await once(server, 'listening');
  server.unref();
  return {
    path: listen,
    calls: () => [...calls],
    reset: () => {
      calls = [];
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function join(from: Socket, to: Socket, listener: (chunk: Buffer) => void): void {
  from.on('data', listener);
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroySoon());
}

interface CallSink {
  begin(call: RecordedCall): void;
  answer(call: RecordedCall, status: number): void;
}

/** Pairs the requests and the responses of one connection: they come in the same order. */
function followConnection(sink: CallSink): {
  readonly request: (chunk: Buffer) => void;
  readonly response: (chunk: Buffer) => void;
} {
  const waiting: RecordedCall[] = [];
  let upgrading: { readonly call: RecordedCall; readonly refused: Framing } | undefined;
  const onRequest = (head: string): Framing | undefined => {
    const request = parseRequest(head);
    if (request === undefined) return 'until-close';
    const call = { ...request, at: Date.now() };
    waiting.push(call);
    sink.begin(call);
    if (!asksForUpgrade(head)) return requestFraming(head);
    upgrading = { call, refused: requestFraming(head) };
    return undefined;
  };
  const requests = createHeadReader(onRequest);
  const onResponse = (head: string): Framing => {
    const status = parseStatus(head);
    if (status === undefined) return 'until-close';
    const interim = status < 200 && status !== 101;
    const call = interim ? waiting[0] : waiting.shift();
    if (call !== undefined && !interim) sink.answer(call, status);
    const framing = responseFraming(head, call?.method ?? '');
    if (!interim && call !== undefined && call === upgrading?.call) {
      requests.decide(framing === 'until-close' ? framing : upgrading.refused);
    }
    return framing;
  };
  return { request: requests.read, response: createHeadReader(onResponse).read };
}
