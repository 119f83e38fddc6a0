import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ended, start } from './command.ts';

/** Starts the process that removes the cluster when this one ends or calls `endReaper`. */
export async function startReaper(directory: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./reaper.ts', import.meta.url));
  const reaper = start(process.execPath, [script, directory], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  if (reaper.stdout) await Promise.race([once(reaper.stdout, 'data'), ended(reaper)]);
  if (reaper.exitCode !== null) throw new Error(`The reaper of ${directory} ended at once.`);
  reaper.stdout?.destroy();
  reaper.unref();
  const { stdin } = reaper;
  if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return reaper;
}

/** Removes the cluster and returns when nothing of it is left. */
export async function endReaper(reaper: ChildProcess): Promise<void> {
  reaper.stdin?.end();
  await ended(reaper);
}
