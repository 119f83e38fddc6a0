import type { LogApi } from '../engine.ts';
import type { Calls } from './calls.ts';
import { logLines } from './log-lines.ts';

export function logApi(calls: Calls): LogApi {
  return {
    ofTask: async (taskId, { tail, timeoutMs }) => {
      let chunks: Buffer[] = [];
      try {
        await calls.readWith(
          {
            purpose: `read the log of task ${taskId}`,
            path: `/tasks/${encodeURIComponent(taskId)}/logs`,
            query: { stdout: true, stderr: true, tail },
            timeoutMs,
          },
          async (reply) => {
            chunks = [];
            for await (const chunk of reply) chunks.push(chunk);
          },
        );
      } catch (error) {
        if (chunks.length === 0) throw error;
      }
      return logLines(Buffer.concat(chunks));
    },
  };
}
