import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import { adminPath, run } from '../cluster/command.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { writesAmong } from '../support/recorded-calls.ts';
import type { ActionResult } from '../support/run-action.ts';
import { readStackState, servicesNotRunning, traceOf } from '../support/stack-state.ts';
import { CORPUS_STACKS, OWN_STACKS, type RealStack } from './real-stacks.ts';
import { deployRealStack, startRealSwarm } from './real-swarm.ts';

/** Docker's older client reads no file without a version. */
const hasVersion = ({ workspace, file }: RealStack): boolean =>
  /^version:/m.test(readFileSync(join(workspace, file), 'utf8'));

const STACKS = [...OWN_STACKS, ...CORPUS_STACKS].filter(hasVersion);
const named = STACKS.map((stack) => [stack.name, stack] as const);

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startRealSwarm();
});
afterAll(() => cluster?.down());

/** The docker command, past the recorder: what is recorded is ours alone. */
function docker(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  return run('docker', ['--host', `unix://${cluster.manager.socketPath}`, ...args], {
    environment: { PATH: adminPath(), HOME: '/nonexistent', ...env },
  });
}

async function deployWithDocker({ name, workspace, file, env }: RealStack): Promise<void> {
  const files = ['--compose-file', join(workspace, file)];
  await docker(['stack', 'deploy', '--resolve-image', 'never', ...files, name], env);
}

const deployWithBundle = (stack: RealStack): Promise<ActionResult> => deployRealStack(cluster, stack, '1s');

async function untilRunning(stack: string): Promise<void> {
  await eventually(`all services of ${stack} to run`, async () => {
    const missing = await servicesNotRunning(cluster.manager.socketPath, stack);
    return missing.length === 0 ? true : undefined;
  });
}

/** All tasks there ever were, ended ones too. */
async function taskIds(stack: string): Promise<readonly string[]> {
  const { tasks } = await readStackState(cluster.manager.socketPath, stack);
  return tasks.map(({ ID }) => ID).toSorted();
}

/** Until its tasks are gone too, which hold published ports, and its networks, which a second deployment would find. */
async function removeWithDocker(stack: string): Promise<void> {
  const { socketPath } = cluster.manager;
  await eventually(`the tasks and networks of ${stack} to go`, async () => {
    // Docker's older client gives up on a network that a leaving task still uses.
    await docker(['stack', 'rm', stack]).catch(() => '');
    const networks = await callEngine<readonly { readonly Name: string }[]>({
      socketPath,
      path: '/networks',
    });
    if (networks.some(({ Name }) => Name.startsWith(`${stack}_`))) return undefined;
    return (await taskIds(stack)).length === 0 ? true : undefined;
  });
}

describe('a stack that docker stack deploy made', () => {
  it.concurrent.each(named)(
    '%s is found unchanged, its services and tasks untouched',
    async (name, stack) => {
      await deployWithDocker(stack);
      await untilRunning(name);
      const { socketPath } = cluster.manager;
      const before = [traceOf(await readStackState(socketPath, name)), await taskIds(name)];
      const { outputs, exitCode, log } = await deployWithBundle(stack);
      expect(outputs['outcome'], log).toBe('unchanged');
      expect(exitCode).toBe(0);
      expect([traceOf(await readStackState(socketPath, name)), await taskIds(name)]).toEqual(before);
    },
  );

  it('is looked at and not written to', () => {
    const calls = cluster.recorder?.calls() ?? [];
    expect(calls.length).toBeGreaterThan(STACKS.length);
    expect(writesAmong(calls)).toEqual([]);
  });
});

describe('a stack that we made', () => {
  it.concurrent.each(named)(
    '%s keeps its tasks when docker stack deploy takes it back',
    async (name, stack) => {
      await removeWithDocker(name);
      const { outputs, log } = await deployWithBundle(stack);
      expect(outputs['outcome'], log).toBe('deployed');
      const before = await taskIds(name);
      await deployWithDocker(stack);
      // The manager makes the tasks of an update at once; two seconds are plenty.
      await sleep(2000);
      expect(await taskIds(name)).toEqual(before);
      expect(await servicesNotRunning(cluster.manager.socketPath, name)).toEqual([]);
    },
  );
});
