import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/** Hands over the lines of a growing file until its writer has ended; a last line without an end counts too. */
export async function followLines(
  path: string,
  onLine: (line: string) => void,
  writerEnd: Promise<unknown>,
): Promise<void> {
  let ended = false;
  const ending = writerEnd
    .catch(() => undefined)
    .then(() => {
      ended = true;
    });
  const file = await open(path);
  try {
    const decoder = new TextDecoder();
    let rest = '';
    for (let last = false; !last; ) {
      last = ended;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536));
      const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      if (bytesRead > 0) last = false;
      else if (!last) await Promise.race([sleep(LOOK_EVERY_MS), ending]);
    }
    if (rest !== '') onLine(rest);
  } finally {
    await file.close();
  }
}
