import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { listActions } from '../../scripts/action-contract.ts';
import { ensureAct } from './act-program.ts';
import { readSteps, type StepRun } from './workflow-log.ts';

const root = resolve(import.meta.dirname, '../..');

export interface WorkflowOptions {
  readonly event: 'push' | 'workflow_dispatch';
  /** Name of its file in `.github/workflows`. */
  readonly workflow: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

export interface WorkflowRun {
  readonly succeeded: boolean;
  readonly steps: readonly StepRun[];
  /** Everything the runner printed. */
  readonly log: string;
}

/** A machine of a runner: what it keeps between jobs, and our actions as a user's workflow gets them. */
export interface WorkflowRunner {
  run(repository: string, options: WorkflowOptions): Promise<WorkflowRun>;
}

/**
 * A real runner, act, whose jobs run on this machine and not in containers. It has no environments and no concurrency;
 * `actions/checkout` is a copy of the repository's folder. Everything is kept in `folder`, which is the caller's to remove.
 */
export async function startRunner(folder: string): Promise<WorkflowRunner> {
  const [act, actions] = [await ensureAct(), join(folder, 'actions')];
  await copyActions(actions);
  return { run: (repository, options) => runWorkflow({ act, actions, folder, repository }, options) };
}

/** Only what the runner reads: it copies all of a repository for each job. */
async function copyActions(target: string): Promise<void> {
  for (const name of await listActions(root)) {
    const source = join(root, 'actions', name);
    await cp(join(source, 'action.yml'), join(target, 'actions', name, 'action.yml'));
    await cp(join(source, 'dist'), join(target, 'actions', name, 'dist'), { recursive: true });
  }
}

interface Place {
  readonly act: string;
  readonly actions: string;
  readonly folder: string;
  readonly repository: string;
}

async function runWorkflow(
  { act, actions, folder, repository }: Place,
  { event, workflow, inputs = {}, variables, secrets }: WorkflowOptions,
): Promise<WorkflowRun> {
  const home = await mkdtemp(join(folder, 'home-'));
  const args = [
    ...[event, '--workflows', join('.github/workflows', workflow), '--json', '--no-cache-server'],
    ...['--platform', 'ubuntu-latest=-self-hosted', '--actor', 'octocat'],
    ...['--local-repository', `your-org/swarm-delivery@v1=${actions}`],
    ...pairs('--input', inputs),
    ...pairs('--var', variables),
    // Without a value: it takes them from its environment, where no list of processes shows them.
    ...Object.keys(secrets).flatMap((name) => ['--secret', name]),
  ];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', act, ...args], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...secrets, HOME: home, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) },
  });
  const [log, words, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  await rm(home, { recursive: true });
  return { succeeded: code === 0, steps: readSteps(log), log: `${log}${words}` };
}

function pairs(option: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}
