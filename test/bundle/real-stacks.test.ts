import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import { adminPath, run } from '../cluster/command.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { countCalls, writesAmong } from '../support/recorded-calls.ts';
import { removeStack } from '../support/remove-stack.ts';
import type { ActionResult } from '../support/run-action.ts';
import { readStackState, servicesNotRunning, traceOf } from '../support/stack-state.ts';
import { CORPUS_STACKS, OWN_STACKS, type RealStack } from './real-stacks.ts';
import { deployRealStack, startRealSwarm } from './real-swarm.ts';

const named = (stack: RealStack) => [stack.name, stack] as const;
const OWN = OWN_STACKS.map(named);
const STACKS = [...OWN, ...CORPUS_STACKS.map(named)];

/** Docker's older client reads no file without a version. */
const DOCKERS = STACKS.filter(([, { workspace, file }]) =>
  /^version:/m.test(readFileSync(join(workspace, file), 'utf8')),
);

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startRealSwarm();
});
afterAll(() => cluster?.down());

const deploy = (stack: RealStack): Promise<ActionResult> => deployRealStack(cluster, stack, '1s');

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

/** All tasks there ever were, ended ones too. */
async function taskIds(stack: string): Promise<readonly string[]> {
  const { tasks } = await readStackState(cluster.manager.socketPath, stack);
  return tasks.map(({ ID }) => ID).toSorted();
}

/** Until its tasks are gone too, which hold published ports, and its networks, which a second deployment would find. */
async function removeWithDocker(stack: string): Promise<void> {
  const { socketPath } = cluster.manager;
  await removeStack(socketPath, stack);
  await eventually(
    `the tasks of ${stack} to go`,
    async () => (await taskIds(stack)).length === 0 || undefined,
  );
  await eventually(`the networks of ${stack} to go`, async () => {
    // Docker's older client gives up on a network that a node still holds.
    await docker(['stack', 'rm', stack]).catch(() => '');
    const path = '/networks';
    const networks = await callEngine<readonly { readonly Name: string }[]>({ socketPath, path });
    return networks.every(({ Name }) => !Name.startsWith(`${stack}_`)) || undefined;
  });
}

const unchanged = async (name: string, stack: RealStack): Promise<void> => {
  const { socketPath } = cluster.manager;
  const before = [traceOf(await readStackState(socketPath, name)), await taskIds(name)];
  const { outputs, exitCode, log } = await deploy(stack);
  expect(outputs['outcome'], log).toBe('unchanged');
  expect(exitCode).toBe(0);
  expect(outputs['changes']).toBe('0');
  expect([traceOf(await readStackState(socketPath, name)), await taskIds(name)]).toEqual(before);
};

function expectOnlyLooks(): void {
  const calls = cluster.recorder?.calls() ?? [];
  expect(calls.length).toBeGreaterThan(OWN.length);
  expect(writesAmong(calls)).toEqual([]);
}

describe('a stack that docker stack deploy made', () => {
  it.concurrent.each(OWN)('%s is found unchanged, its services and tasks untouched', async (name, stack) => {
    await deployWithDocker(stack);
    await eventually(`all services of ${name} to run`, async () => {
      const missing = await servicesNotRunning(cluster.manager.socketPath, name);
      return missing.length === 0 || undefined;
    });
    await unchanged(name, stack);
  });

  it('is looked at and not written to', expectOnlyLooks);
});

describe('a real stack file', () => {
  it.concurrent.each(STACKS)('%s is deployed and runs', async (name, stack) => {
    if (OWN_STACKS.includes(stack)) await removeWithDocker(name);
    const { outputs, exitCode, log } = await deploy(stack);
    expect(outputs['outcome'], log).toBe('deployed');
    expect(exitCode).toBe(0);
    expect(outputs['changes']).toBe(String(stack.services));
    expect(await servicesNotRunning(cluster.manager.socketPath, name)).toEqual([]);
  });
});

describe('the same file again', () => {
  beforeAll(() => cluster.recorder?.reset());

  it.concurrent.each(STACKS)('%s is unchanged, its services and tasks untouched', unchanged);

  it('is looked at and not written', expectOnlyLooks);

  it('asks once for each kind of thing, and once more for the history and for what runs', async () => {
    cluster.recorder?.reset();
    await Promise.all(
      STACKS.filter(([name]) => name === 'shop').map(([name, stack]) => unchanged(name, stack)),
    );
    expect(countCalls(cluster.recorder?.calls() ?? [])).toEqual({
      'GET /services': 2,
      'GET /networks': 1,
      'GET /configs': 2,
      'GET /secrets': 1,
      'GET /tasks': 1,
      'GET /nodes': 2,
    });
  });
});

describe('a stack that we made', () => {
  it.concurrent.each(DOCKERS)(
    '%s keeps its tasks when docker stack deploy takes it back',
    async (name, stack) => {
      const before = await taskIds(name);
      await deployWithDocker(stack);
      // The manager makes the tasks of an update at once; two seconds are plenty.
      await sleep(2000);
      expect(await taskIds(name)).toEqual(before);
      expect(await servicesNotRunning(cluster.manager.socketPath, name)).toEqual([]);
      // Those of our own were found unchanged above, as Docker alone made them.
      if (!OWN_STACKS.includes(stack)) await unchanged(name, stack);
    },
  );
});
