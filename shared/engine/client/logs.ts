import type { IncomingMessage } from 'node:http';
import { EngineError } from '../../errors/engine-error.ts';
import type { LogApi } from '../engine.ts';
import type { StampedLine } from '../objects.ts';
import type { Calls, ReadRequest } from './calls.ts';
import { logLines } from './log-lines.ts';
import { StampedLines } from './stamped-lines.ts';

export function logApi(calls: Calls): LogApi {
  return {
    ofTask: async (taskId, { tail, timeoutMs }) => {
      let chunks: Buffer[] = [];
      try {
        await calls.readWith({ ...logRequest(taskId, { tail }), timeoutMs }, async (reply) => {
          chunks = [];
          for await (const chunk of reply) chunks.push(chunk);
        });
      } catch (error) {
        if (chunks.length === 0) throw error;
      }
      return logLines(Buffer.concat(chunks));
    },
    lines: (taskId, { follow, since, signal }) => {
      const from = since === undefined ? {} : { since: unixTime(since) };
      const request = logRequest(taskId, { follow, timestamps: true, ...from });
      return stream(calls, request, signal);
    },
  };
}

function logRequest(taskId: string, query: Readonly<Record<string, unknown>>): ReadRequest {
  return {
    purpose: `read the log of task ${taskId}`,
    path: `/tasks/${encodeURIComponent(taskId)}/logs`,
    query: { stdout: true, stderr: true, ...query },
  };
}

/** In seconds with nine decimals, as the engine wants it. */
function unixTime(stamp: string): string {
  const [seconds = '', nanoseconds = '0'] = stamp.replace(/Z$/, '').split('.');
  return `${Date.parse(`${seconds}Z`) / 1000}.${nanoseconds}`;
}

async function* stream(calls: Calls, request: ReadRequest, signal: AbortSignal): AsyncGenerator<StampedLine> {
  let reply: IncomingMessage | undefined;
  const end = () => reply?.destroy();
  signal.addEventListener('abort', end);
  const lines = new StampedLines();
  try {
    reply = await calls.readWith({ ...request, signal }, async (head) => head);
    for await (const chunk of reply) yield* lines.push(chunk);
    yield* lines.rest();
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof EngineError) throw error;
    throw new EngineError(
      `Cannot ${request.purpose} any longer: ${error instanceof Error ? error.message : error}`,
      {
        hint: 'The engine was stopped or restarted, or the network failed.',
        cause: error,
      },
    );
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
