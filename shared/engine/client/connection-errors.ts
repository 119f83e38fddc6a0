import { EngineError } from '../../errors/engine-error.ts';
import { UserError } from '../../errors/user-error.ts';
import { UncertainWriteError } from '../engine-errors.ts';
import type { EngineRequest } from './dial.ts';

const absentCodes = ['ECONNREFUSED', 'ENOENT'];
const lostCodes = ['ESSHLOST', 'ECONNRESET', 'EPIPE', ...absentCodes];
const neverConnectedCodes = [...absentCodes, 'EACCES'];

/** Whether the same call may succeed on a new connection. */
export function isLostConnection(error: unknown): boolean {
  return lostCodes.includes(codeOf(error) ?? '');
}

/** Whether no engine is there: stopped, or between the two halves of a restart. */
export function isUnreachable(error: unknown): boolean {
  return absentCodes.includes(codeOf(error) ?? '');
}

/**
 * Whether the engine refused because it is going down or coming up. On its way down it says for a moment that it is
 * in no swarm, so these words count only from an engine that has answered as a manager before.
 */
export function isPassingRefusal(error: unknown, wasManager: boolean): boolean {
  if (!(error instanceof EngineError)) return false;
  if (/manager is being prepared|: unavailable: /i.test(error.message)) return true;
  return wasManager && /use "docker swarm init"/i.test(error.message);
}

/** The error of a call that got no answer, or only half of one. */
export function connectionFailure(request: EngineRequest, engine: string, cause: unknown): Error {
  if (cause instanceof EngineError || cause instanceof UserError) return cause;
  const code = codeOf(cause);
  if (code !== undefined && neverConnectedCodes.includes(code)) {
    return new EngineError(`Cannot ${request.purpose}: no engine answers at ${engine} (${code}).`, {
      hint: `${unreachableHints[code]}${isWrite(request) ? ' Nothing was sent.' : ''}`,
      cause,
    });
  }
  const lost = `Cannot ${request.purpose}: the connection to the engine at ${engine} was lost (${code ?? String(cause)}).`;
  if (!isWrite(request)) return new EngineError(lost, { hint: lostHint, cause });
  return new UncertainWriteError(`${lost} It is unknown whether the write arrived.`, {
    hint: `${lostHint} Run again: the state of the swarm is read before anything is written.`,
    cause,
  });
}

/** The error of a call the engine left without an answer for `timeoutMs`. */
export function callTimedOut(request: EngineRequest, timeoutMs: number): EngineError {
  const limit = timeoutMs % 1000 === 0 ? `${timeoutMs / 1000} s` : `${timeoutMs} ms`;
  const silent = `Cannot ${request.purpose}: no answer from the engine within ${limit} (${request.method} ${request.path}).`;
  if (!isWrite(request)) return new EngineError(silent, { hint: silentHint });
  return new UncertainWriteError(`${silent} It is unknown whether the write arrived.`, {
    hint: 'A swarm that answers reads and lets writes hang has a stuck leader: its engine log says `data store lock held too long`, and restarting that engine frees it. Then run again: the state is read first.',
  });
}

function isWrite(request: EngineRequest): boolean {
  return request.method !== 'GET';
}

/** The SSH transport wraps what it knows better: the code may belong to a cause. */
function codeOf(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if ('code' in inner && typeof inner.code === 'string') return inner.code;
  }
  return undefined;
}

const unreachableHints: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such socket. Is Docker installed and running there, and is `host` right?',
  ECONNREFUSED: 'The socket is there and nobody listens on it: start Docker (`systemctl start docker`).',
  EACCES: 'This user may not use the socket: add it to its group (`usermod -aG docker USER`).',
};
const lostHint = 'The engine was stopped or restarted, or the network failed.';
const silentHint =
  'The engine or the network hangs. Look at `systemctl status docker` and the engine log on that machine.';
