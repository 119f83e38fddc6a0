import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import { countCalls, writesAmong } from '../support/recorded-calls.ts';
import type { ActionResult } from '../support/run-action.ts';
import { readStackState, servicesNotRunning, traceOf } from '../support/stack-state.ts';
import { CORPUS_STACKS, OWN_STACKS, type RealStack } from './real-stacks.ts';
import { deployRealStack, startRealSwarm } from './real-swarm.ts';

const STACKS = [...OWN_STACKS, ...CORPUS_STACKS];

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startRealSwarm();
});
afterAll(() => cluster?.down());

const deploy = (stack: RealStack): Promise<ActionResult> => deployRealStack(cluster, stack, '2s');

const named = STACKS.map((stack) => [stack.name, stack] as const);

describe('a real stack file', () => {
  it.concurrent.each(named)('%s is deployed and runs', async (name, stack) => {
    const { outputs, exitCode, log } = await deploy(stack);
    expect(outputs['outcome'], log).toBe('deployed');
    expect(exitCode).toBe(0);
    expect(outputs['changes']).toBe(String(stack.services));
    expect(await servicesNotRunning(cluster.manager.socketPath, name)).toEqual([]);
  });
});

describe('the same file again', () => {
  beforeAll(() => cluster.recorder?.reset());

  it.concurrent.each(named)('%s is unchanged, its services and tasks untouched', async (name, stack) => {
    const { socketPath } = cluster.manager;
    const before = traceOf(await readStackState(socketPath, name));
    const { outputs, exitCode, log } = await deploy(stack);
    expect(outputs['outcome'], log).toBe('unchanged');
    expect(exitCode).toBe(0);
    expect(outputs['changes']).toBe('0');
    expect(traceOf(await readStackState(socketPath, name))).toEqual(before);
  });

  it('nothing was written for any of them', () => {
    const calls = cluster.recorder?.calls() ?? [];
    expect(calls.length).toBeGreaterThan(STACKS.length);
    expect(writesAmong(calls)).toEqual([]);
  });
});

describe('a deployment that changes nothing', () => {
  async function callsOf(name: string) {
    const stack = STACKS.find((each) => each.name === name);
    if (stack === undefined) throw new Error(`there is no stack ${name}`);
    cluster.recorder?.reset();
    const { outputs, log } = await deploy(stack);
    expect(outputs['outcome'], log).toBe('unchanged');
    return countCalls(cluster.recorder?.calls() ?? []);
  }

  it('makes four lists, one of them of lease and releases, and one look at services, tasks and nodes', async () => {
    expect(await callsOf('queue')).toEqual({
      'GET /services': 2,
      'GET /networks': 1,
      'GET /configs': 1,
      'GET /tasks': 1,
      'GET /nodes': 2,
    });
  });

  it('asks for configs and secrets too where the stack has some', async () => {
    expect(await callsOf('shop')).toEqual({
      'GET /services': 2,
      'GET /networks': 1,
      'GET /configs': 2,
      'GET /secrets': 1,
      'GET /tasks': 1,
      'GET /nodes': 2,
    });
  });
});
