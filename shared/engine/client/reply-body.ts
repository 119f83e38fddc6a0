import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { EngineError } from '../../errors/engine-error.ts';

/** The body as JSON; undefined when there is none. Rejects when the connection dies within it. */
export async function jsonBody<T>(reply: IncomingMessage): Promise<T> {
  const body = await text(reply);
  if (body.trim() === '') return undefined as T;
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new EngineError(`The engine's answer is not JSON: ${body.slice(0, 200)}`, {
      hint: 'Something else than a Docker Engine answers there: check `host`.',
      cause,
    });
  }
}

/** The `message` of a refusal, or all of it where something else than the engine sent plain text. */
export async function refusalWords(reply: IncomingMessage): Promise<string> {
  const body = await text(reply);
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message);
  } catch {
    // Plain text: returned below.
  }
  return body;
}
