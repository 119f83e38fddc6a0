import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../cluster/engine-call.ts';
import { childrenOf, isRunning, markOf, type ProcessMark } from '../cluster/process-table.ts';

const DEMO = resolve(import.meta.dirname, '../demo/demo.ts');

it('the demo, interrupted at the terminal, ends within seconds and leaves nothing', async () => {
  // A group of its own, as a terminal gives a command: an interrupt reaches all of it.
  const demo = spawn(process.execPath, [DEMO], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { said, waitFor } = listen(demo);
  const exit = once(demo, 'exit');
  await waitFor('Wrote network shop_default');
  const name = /cluster (swarm-delivery-\d+):/.exec(said())?.[1] ?? '';
  const directory = join(tmpdir(), name);
  const processes = await recordedProcesses(directory);
  const action = await runningAction(demo.pid ?? 0);

  process.kill(-(demo.pid ?? 0), 'SIGINT');
  const [exitCode] = await exit;

  expect(exitCode, said()).toBe(130);
  expect(said()).toMatch(/Interrupted by SIGINT; ending\.\n.*Everything is removed\.\n$/s);
  expect(said()).not.toContain('2/7');
  expect(processes.length).toBeGreaterThan(8);
  expect(await stillRunning([...processes, action.process])).toEqual([]);
  expect(await exists(directory)).toBe(false);
  expect(await exists(action.home)).toBe(false);
  const cable = name.replace('swarm-delivery-', 'swarm-');
  await eventually('the cable to go', async () => !(cable in networkInterfaces()) || undefined, 5);
});

function listen(demo: ChildProcess) {
  let words = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream?.on('data', (data) => {
      words += String(data);
    });
  }
  const said = (): string => words;
  const waitFor = async (text: string): Promise<void> => {
    await eventually(`the demo to say "${text}"`, async () => {
      if (demo.exitCode !== null) throw new Error(`The demo ended early:\n${words}`);
      return words.includes(text) || undefined;
    });
  };
  return { said, waitFor };
}

/** First processes of the cluster's namespaces and what guards them; the kernel ends everything else with these. */
async function recordedProcesses(directory: string): Promise<readonly ProcessMark[]> {
  const text = await readFile(join(directory, 'processes'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The step that the demo runs, found by what a runner sets for it. */
async function runningAction(demo: number) {
  for (const pid of await childrenOf(demo)) {
    const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const home = environment.find((variable) => variable.startsWith('HOME='))?.slice('HOME='.length);
    const mark = await markOf(pid);
    if (environment.includes('GITHUB_REPOSITORY=your-org/shop') && home && mark)
      return { home, process: mark };
  }
  throw new Error('The demo runs no step.');
}

async function stillRunning(marks: readonly ProcessMark[]): Promise<readonly ProcessMark[]> {
  const states = await Promise.all(marks.map(isRunning));
  return marks.filter((_, index) => states[index]);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
