import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { callTimedOut, connectionFailure } from './connection-errors.ts';
import { withDeadline } from './deadline.ts';
import type { EngineRequest } from './dial.ts';
import { type EnginePast, type Patience, patience } from './patience.ts';
import { jsonBody } from './reply-body.ts';
import type { Send, Sender } from './send.ts';

const readTimeoutMs = 30_000;
const writeTimeoutMs = 60_000;
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

export interface CallsOptions extends Sender {
  /** The engine's address, for messages. */
  readonly engine: string;
  readonly log: { info(line: string): void };
  /** Ends all calls, with its reason as their error. */
  readonly closing: AbortSignal;
  /** Instead of 30 s for a read and 60 s for a write. */
  readonly callTimeoutMs?: number;
}

export interface Calls {
  /** GET, the body read as JSON. Tried again as long as `patience` allows, within one time-out. */
  read<T>(request: ReadRequest): Promise<T>;
  /** GET, the body read by `take`, which starts anew with each try. */
  readWith<T>(request: ReadRequest, take: (reply: IncomingMessage) => Promise<T>): Promise<T>;
  /** Carried out at most once. Undefined when the reply has no body. */
  write<T>(request: WriteRequest): Promise<T>;
}

/** How every request reaches the engine: with a time-out, repeated if that is safe, with errors that explain. */
export function engineCalls(options: CallsOptions): Calls {
  const { closing, callTimeoutMs } = options;
  let past: EnginePast = { answered: false, managed: false };
  let lossTold = false;
  const tellLoss = (purpose: string): void => {
    if (!lossTold)
      options.log.info(`Lost touch with the engine at ${options.engine}; trying again to ${purpose}.`);
    lossTold = true;
  };
  const send: Send = async (request, signal) => {
    const reply = await options.send(request, signal);
    past = { answered: true, managed: past.managed || managerPaths.test(request.path) };
    return reply;
  };
  const readWith: Calls['readWith'] = (read, take) => {
    const request: EngineRequest = { ...read, method: 'GET' };
    const timeoutMs = read.timeoutMs ?? callTimeoutMs ?? readTimeoutMs;
    const cancelledBy = read.signal === undefined ? [closing] : [closing, read.signal];
    return withDeadline(
      { timeoutMs, expired: () => callTimedOut(request, timeoutMs), cancelledBy },
      (signal) =>
        repeatedly({ ...options, tellLoss, patience: patience(() => past), request, signal }, async () =>
          take(await send(request, signal)),
        ).finally(() => {
          lossTold = false;
        }),
    );
  };
  const write = <T>(request: WriteRequest): Promise<T> => {
    const timeoutMs = callTimeoutMs ?? writeTimeoutMs;
    return withDeadline(
      { timeoutMs, expired: () => callTimedOut(request, timeoutMs), cancelledBy: [closing] },
      async (signal) => {
        try {
          return await jsonBody<T>(await send(request, signal));
        } catch (error) {
          throw connectionFailure(request, options.engine, error);
        }
      },
    );
  };
  return { readWith, read: <T>(request: ReadRequest) => readWith<T>(request, jsonBody), write };
}

interface Repetition extends CallsOptions {
  readonly patience: Patience;
  /** Once for all calls that are under way when the connection is lost. */
  readonly tellLoss: (purpose: string) => void;
  readonly request: EngineRequest;
  readonly signal: AbortSignal;
}

async function repeatedly<T>(repetition: Repetition, attempt: () => Promise<T>): Promise<T> {
  const { patience, tellLoss, request, signal, engine } = repetition;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const pauseMs = patience(error);
      if (pauseMs === undefined || signal.aborted) throw connectionFailure(request, engine, error);
      tellLoss(request.purpose);
      await sleep(pauseMs, undefined, { signal });
    }
  }
}
