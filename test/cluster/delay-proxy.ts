import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface DelayProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
  readonly rttMs: number;
  /** The rate of the link in each direction, shared by all connections; unlimited by default. */
  readonly megabitsPerSecond?: number;
}

export interface DelayProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Bytes taken from clients so far. */
  bytesUp(): number;
  /** Bytes taken from the target so far. */
  bytesDown(): number;
  /** Resets all present connections. */
  cut(): Promise<void>;
  /** Stops carrying bytes on all present connections without closing them, as a dead link does. */
  freeze(): Promise<void>;
  /** Leads new connections elsewhere. */
  retarget(target: DelayProxyOptions['target']): Promise<void>;
  stop(): Promise<void>;
}

/** What the worker is started with. `counters` holds the bytes up and the bytes down. */
export interface DelayProxySetup extends DelayProxyOptions {
  readonly counters: BigInt64Array;
}

export type DelayProxyCommand = 'cut' | 'freeze' | { readonly target: DelayProxyOptions['target'] };

/**
 * A TCP proxy that makes the target look `rttMs` away: every chunk takes half of it each way, in order, and a new
 * connection costs the round trip of TCP's own handshake. It runs in a thread, so a busy test does not slow it.
 */
export async function startDelayProxy(options: DelayProxyOptions): Promise<DelayProxy> {
  const counters = new BigInt64Array(new SharedArrayBuffer(16));
  const setup: DelayProxySetup = { ...options, counters };
  const worker = new Worker(new URL('./delay-proxy-worker.ts', import.meta.url), { workerData: setup });
  const [port] = await once(worker, 'message');
  worker.unref();
  const command = async (order: DelayProxyCommand) => {
    const done = once(worker, 'message');
    worker.ref();
    worker.postMessage(order);
    await done;
    worker.unref();
  };
  return {
    host: '127.0.0.1',
    port: Number(port),
    bytesUp: () => Number(Atomics.load(counters, 0)),
    bytesDown: () => Number(Atomics.load(counters, 1)),
    cut: () => command('cut'),
    freeze: () => command('freeze'),
    retarget: (target) => command({ target }),
    stop: async () => {
      await worker.terminate();
    },
  };
}
