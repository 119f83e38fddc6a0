import { EngineError } from '../errors/engine-error.ts';
import { hintFor } from './client/engine-hints.ts';

/** A write nobody knows the end of: the swarm may have carried it out, may still do so, or may never have seen it. */
export class UncertainWriteError extends EngineError {}

export interface RefusedCall {
  /** Completes "Cannot ...". */
  readonly purpose: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
}

/** The managers lost each other over the write, but it may stand in the log they agree on later. */
const undecided = /^unavailable: |context deadline exceeded|lost leader status|node is stopped/;

/** The engine's refusal of one call; `words` is the reply's `message`, or its text where it is not JSON. */
export function engineRefusal(call: RefusedCall, status: number, words: string): EngineError {
  const plain = plainWords(words);
  const hint = hintFor(status, plain);
  const message = `Cannot ${call.purpose}: ${plain === '' ? `HTTP status ${status}` : plain}`;
  const details = { status, ...(hint === undefined ? {} : { hint }) };
  if (call.method === 'GET' || !undecided.test(plain)) return new EngineError(message, details);
  return new UncertainWriteError(`${message}. It is unknown whether the write was carried out.`, details);
}

/** Swarm passes its managers' gRPC errors on as they are; what a person can use is the description. */
export function plainWords(words: string): string {
  return words
    .trim()
    .replace(/rpc error: code = (\w+) desc = /g, (_, code: string) => meaningOf(code))
    .trim();
}

/** Only where the description alone leaves out what happened. */
function meaningOf(code: string): string {
  if (code === 'Unavailable') return 'unavailable: ';
  if (code === 'PermissionDenied') return 'permission denied: ';
  return '';
}

/** Another writer came in between: read again, apply again. The engine sends HTTP 500, not 409. */
export function isOutOfSequence(error: unknown): boolean {
  return error instanceof EngineError && /update out of sequence/.test(error.message);
}

/** What the call is about is not there (HTTP 404). Things a spec names and the swarm lacks are 400 or 500. */
export function isNotFound(error: unknown): boolean {
  return error instanceof EngineError && error.status === 404;
}

/** The name is taken: of creates of one name at the same time exactly one succeeds. */
export function isNameConflict(error: unknown): boolean {
  return error instanceof EngineError && error.status === 409 && /already exists/.test(error.message);
}

/** It is unknown whether the write was or will be carried out: read the state before anything else. */
export function isUncertainWrite(error: unknown): boolean {
  return error instanceof UncertainWriteError;
}
