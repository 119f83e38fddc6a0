import { appendFile, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, markOf, type ProcessMark } from './process-table.ts';

const ENDING_MS = 20_000;

/** Writes down a process that belongs to the cluster, so that whoever cleans up can end it. */
export async function recordProcess(directory: string, pid: number): Promise<void> {
  const mark = await markOf(pid);
  if (mark !== undefined) await appendFile(join(directory, 'processes'), `${JSON.stringify(mark)}\n`);
}

/**
 * Ends the cluster's recorded processes - with each first process of a namespace the kernel ends all others in it -
 * and removes its control groups and its folder. Can be repeated, and interrupted, at any point.
 */
export async function removeCluster(directory: string): Promise<void> {
  const marks = await recordedProcesses(directory);
  const deadline = Date.now() + ENDING_MS;
  for (const mark of marks) await killMarked(mark);
  for (const mark of marks) while ((await isRunning(mark)) && Date.now() < deadline) await sleep(10);
  await removeControlGroups(basename(directory));
  // The mounts of a namespace are let go a moment after its last process.
  await rm(directory, { recursive: true, force: true, maxRetries: 40, retryDelay: 25 });
}

async function recordedProcesses(directory: string): Promise<readonly ProcessMark[]> {
  const text = await readFile(join(directory, 'processes'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

async function killMarked(mark: ProcessMark): Promise<void> {
  if (!(await isRunning(mark))) return;
  try {
    process.kill(mark.pid, 'SIGKILL');
  } catch {
    // It ended between the look and the signal.
  }
}

/** With control groups version 1 there is one tree per controller, with version 2 a single one. */
async function removeControlGroups(name: string): Promise<void> {
  const top = '/sys/fs/cgroup';
  const controllers = await readdir(top).catch(() => []);
  await Promise.all(
    [top, ...controllers.map((name) => join(top, name))].map((tree) => removeGroup(join(tree, name))),
  );
}

async function removeGroup(group: string): Promise<void> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  const inner = entries.filter((entry) => entry.isDirectory());
  await Promise.all(inner.map((entry) => removeGroup(join(group, entry.name))));
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const error = await rmdir(group).then(
      () => undefined,
      (reason) => reason,
    );
    if (error?.code !== 'EBUSY') return;
    await sleep(25);
  }
}
