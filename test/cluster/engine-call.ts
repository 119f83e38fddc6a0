import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../shared/errors/engine-error.ts';

export interface EngineCall {
  readonly socketPath: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Sent as JSON; a Buffer is sent as a tar archive. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call to an engine over its socket. Returns the parsed JSON, or the text where it is none. */
export async function callEngine<T>(call: EngineCall): Promise<T> {
  const { status, text } = await exchange(call);
  const parsed = parse(text);
  if (status < 400) return parsed as T;
  const message =
    typeof parsed === 'object' && parsed !== null && 'message' in parsed ? parsed.message : text;
  throw new EngineError(String(message), { status });
}

function exchange({
  socketPath,
  method = 'GET',
  path,
  body,
  headers: more = {},
}: EngineCall): Promise<{ status: number; text: string }> {
  const archive = Buffer.isBuffer(body);
  const payload = archive ? body : body === undefined ? '' : JSON.stringify(body);
  const type = archive ? 'application/x-tar' : 'application/json';
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(payload), ...more };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.once('error', reject);
    sent.end(payload);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Repeats `look` until it returns something; `what` completes "waited ... for" when the time is up. The longer it lasts
 * the rarer the looks, because they take the engines' time, which all tests share.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  seconds = 60,
): Promise<T> {
  const startedAt = Date.now();
  const waited = (): number => Date.now() - startedAt;
  for (; waited() < seconds * 1000; await sleep(Math.min(Math.max(30, waited() / 10), 250))) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`Waited ${seconds} seconds in vain for ${what}.`);
}
