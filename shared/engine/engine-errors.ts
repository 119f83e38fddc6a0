import { EngineError } from '../errors/engine-error.ts';
import { hintFor } from './client/engine-hints.ts';

/** A write without an answer: the engine may have carried it out or may never have seen it. */
export class UncertainWriteError extends EngineError {}

/**
 * The engine's refusal of one call. `purpose` completes "Cannot ..."; `words` is the reply's `message`, or its
 * text where it is not JSON.
 */
export function engineRefusal(purpose: string, status: number, words: string): EngineError {
  const plain = plainWords(words);
  const hint = hintFor(status, plain);
  return new EngineError(`Cannot ${purpose}: ${plain === '' ? `HTTP status ${status}` : plain}`, {
    status,
    ...(hint === undefined ? {} : { hint }),
  });
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

/** It is unknown whether the write arrived: read the state before anything else. */
export function isUncertainWrite(error: unknown): boolean {
  return error instanceof UncertainWriteError;
}
