import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { callTimedOut, connectionFailure, isLostConnection, isPassingRefusal } from './connection-errors.ts';
import { withDeadline } from './deadline.ts';
import type { EngineRequest } from './dial.ts';
import { jsonBody } from './reply-body.ts';
import type { Send } from './send.ts';

const readTimeoutMs = 30_000;
const writeTimeoutMs = 60_000;
/** Before the second and the third try: a new SSH connection is there at once, an engine after its restart later. */
const retryDelaysMs = [250, 5_000];
/** Only a manager answers these. */
const managerPaths = /^\/(services|tasks|nodes|configs|secrets)\b/;

export interface ReadRequest extends Omit<EngineRequest, 'method' | 'body'> {
  readonly timeoutMs?: number;
  /** Ends the call early, with its reason as the error. */
  readonly signal?: AbortSignal;
}

export interface WriteRequest extends EngineRequest {
  readonly method: 'POST' | 'DELETE';
}

export interface CallsOptions {
  readonly send: Send;
  /** The engine's address, for messages. */
  readonly engine: string;
  readonly log: { info(line: string): void };
  /** Ends all calls, with its reason as their error. */
  readonly closing: AbortSignal;
  /** Instead of 30 s for a read and 60 s for a write. */
  readonly callTimeoutMs?: number;
}

export interface Calls {
  /** GET, the body read as JSON. At most three tries, within one time-out. */
  read<T>(request: ReadRequest): Promise<T>;
  /** GET, the body read by `take`, which starts anew with each try. */
  readWith<T>(request: ReadRequest, take: (reply: IncomingMessage) => Promise<T>): Promise<T>;
  /** Carried out at most once. Undefined when the reply has no body. */
  write<T>(request: WriteRequest): Promise<T>;
}

/** How every request reaches the engine: with a time-out, repeated if that is safe, with errors that explain. */
export function engineCalls(options: CallsOptions): Calls {
  const { closing, callTimeoutMs } = options;
  let wasManager = false;
  const send: Send = async (request, signal) => {
    const reply = await options.send(request, signal);
    wasManager ||= managerPaths.test(request.path);
    return reply;
  };
  const mayPass = (error: unknown) => isLostConnection(error) || isPassingRefusal(error, wasManager);
  const readWith: Calls['readWith'] = (read, take) => {
    const request: EngineRequest = { ...read, method: 'GET' };
    const timeoutMs = read.timeoutMs ?? callTimeoutMs ?? readTimeoutMs;
    const cancelledBy = read.signal === undefined ? [closing] : [closing, read.signal];
    return withDeadline(
      { timeoutMs, expired: () => callTimedOut(request, timeoutMs), cancelledBy },
      (signal) =>
        repeatedly({ ...options, mayPass }, request, signal, async () => take(await send(request, signal))),
    );
  };
  const write = <T>(request: WriteRequest): Promise<T> => {
    const timeoutMs = callTimeoutMs ?? writeTimeoutMs;
    return withDeadline(
      { timeoutMs, expired: () => callTimedOut(request, timeoutMs), cancelledBy: [closing] },
      (signal) => once(options, request, async () => jsonBody<T>(await send(request, signal))),
    );
  };
  return { readWith, read: <T>(request: ReadRequest) => readWith<T>(request, jsonBody), write };
}

async function repeatedly<T>(
  options: CallsOptions & { readonly mayPass: (error: unknown) => boolean },
  request: EngineRequest,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (const [failures, delayMs] of retryDelaysMs.entries()) {
    try {
      return await attempt();
    } catch (error) {
      if (!options.mayPass(error)) throw connectionFailure(request, options.engine, error);
      if (failures === 0) {
        options.log.info(
          `Lost touch with the engine at ${options.engine}; trying again to ${request.purpose}.`,
        );
      }
      await sleep(delayMs, undefined, { signal });
    }
  }
  return once(options, request, attempt);
}

async function once<T>(options: CallsOptions, request: EngineRequest, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    throw connectionFailure(request, options.engine, error);
  }
}
