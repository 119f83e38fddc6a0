import type { IncomingMessage } from 'node:http';
import { EngineError } from '../../errors/engine-error.ts';
import type { EventApi } from '../engine.ts';
import type { EngineEvent } from '../objects.ts';
import type { Calls } from './calls.ts';

export function eventApi(calls: Calls): EventApi {
  return { stream: (signal) => stream(calls, signal) };
}

async function* stream(calls: Calls, signal: AbortSignal): AsyncGenerator<EngineEvent> {
  let reply: IncomingMessage | undefined;
  const end = () => reply?.destroy();
  signal.addEventListener('abort', end);
  try {
    reply = await calls.readWith(
      { purpose: 'watch events', path: '/events', query: { filters: { scope: ['swarm'] } }, signal },
      async (head) => head,
    );
    for await (const line of lines(reply)) yield JSON.parse(line);
    throw new Error('the engine ended it');
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof EngineError) throw error;
    throw eventsLost(error);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/** An engine forgets its events when it restarts, so resuming could leave some out: the caller reads the state. */
function eventsLost(cause: unknown): EngineError {
  return new EngineError(
    `Cannot watch events any longer: ${cause instanceof Error ? cause.message : cause}`,
    {
      hint: 'The engine was stopped or restarted, or the network failed.',
      cause,
    },
  );
}

async function* lines(stream: IncomingMessage): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter((line) => line.trim() !== '');
  }
}
