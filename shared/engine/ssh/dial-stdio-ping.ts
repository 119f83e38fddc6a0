import { once } from 'node:events';
import { type Agent, get, type IncomingMessage } from 'node:http';
import { EngineError } from '../../errors/engine-error.ts';
import { formatSshHost, type SshHost } from '../address.ts';
import type { LoginOptions } from './login.ts';
import { explainForeignAnswer } from './socket-errors.ts';

/**
 * One call, because a session opens whether or not the command in it works. The connection it used stays in the
 * agent's pool.
 */
export async function pingDialStdio(
  agent: Agent,
  target: SshHost,
  command: string,
  { readyTimeoutMs }: Pick<LoginOptions, 'readyTimeoutMs'>,
): Promise<void> {
  const signal = AbortSignal.timeout(readyTimeoutMs);
  try {
    const request = get({ agent, host: 'docker', path: '/_ping', signal });
    const [response]: IncomingMessage[] = await once(request, 'response');
    response?.resume();
    if (response) await once(response, 'end');
  } catch (error) {
    throw explain(error, signal, target, command, readyTimeoutMs);
  }
}

function explain(
  error: unknown,
  signal: AbortSignal,
  target: SshHost,
  command: string,
  readyTimeoutMs: number,
): unknown {
  if (!(error instanceof Error)) return error;
  if (signal.aborted) {
    const words = `${command} on ${formatSshHost(target)} gave no answer within ${readyTimeoutMs / 1000} s`;
    return new EngineError(words, { hint: 'Check that Docker answers there: docker version', cause: error });
  }
  const { code, rawPacket } = error as Error & { readonly code?: string; readonly rawPacket?: Buffer };
  // A parse error of the HTTP client, or an end without an answer.
  if (code?.startsWith('HPE_') || error.message === 'socket hang up') {
    return explainForeignAnswer(rawPacket ?? Buffer.alloc(0), target, command, error);
  }
  return error;
}
