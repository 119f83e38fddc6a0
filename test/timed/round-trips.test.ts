import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { deployInProcess } from '../support/deploy-in-process.ts';
import { deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { countCalls } from '../support/recorded-calls.ts';
import { sshThrough } from '../support/ssh-through.ts';

/** Long, so that what the machine's own work adds is a small part of it. */
const RTT_MS = 300;
const LEAST_RUNS = 2;
const MOST_RUNS = 6;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true, recorded: true, wan: { rttMs: RTT_MS } });
});
afterAll(() => cluster?.down());

/** `running` services with one task each, the others with none. */
function stackFile(services: number, running = 0): string {
  const lines = Array.from(
    { length: services },
    (_, index) => `  s${index}: {image: "localhost:1/app:1", deploy: {replicas: ${index < running ? 1 : 0}}}`,
  );
  return ['services:', ...lines, ''].join('\n');
}

describe('a stack of 50 services, five of them with a task, over SSH', () => {
  const stack = 'fifty';
  const file = stackFile(50, 5);

  async function deployCounted() {
    const far = sshOf(cluster);
    const ssh = sshThrough(far, far.server.port);
    const before = await ssh.connections();
    cluster.recorder?.reset();
    const { outputs, log } = await deployOverSsh(ssh, { stack, file, inputs: { 'stable-for': '1s' } });
    return {
      outcome: outputs['outcome'],
      log,
      connections: (await ssh.connections()) - before,
      calls: countCalls(cluster.recorder?.calls() ?? []),
    };
  }

  it('takes one connection, and 3 lists + 1 network + 50 services until the watch begins', async () => {
    const { outcome, log, connections, calls } = await deployCounted();
    expect(outcome, log).toBe('deployed');
    expect(connections).toBe(1);
    const looks = calls['GET /tasks'] ?? 0;
    expect(looks).toBeGreaterThan(0);
    expect(calls['GET /nodes']).toBeLessThanOrEqual(1 + looks);
    expect(calls).toMatchObject({
      'GET /networks': 1,
      // The lease's and the watch's.
      'GET /events': 2,
      'POST /networks/create': 1,
      'POST /services/create': 50,
    });
  });

  it('takes three lists and one look when nothing changed', async () => {
    const { outcome, log, connections, calls } = await deployCounted();
    expect(outcome, log).toBe('unchanged');
    expect(connections).toBe(1);
    expect(calls).toEqual({
      'GET /services': 2,
      'GET /networks': 1,
      'GET /configs': 1,
      'GET /tasks': 1,
      'GET /nodes': 2,
    });
  });
});

describe('20 services on a server far away, from the handshake to the goodbye', () => {
  async function roundTrips(stack: string, expected: string): Promise<number> {
    const { outcome, milliseconds } = await deployInProcess(sshOf(cluster), { stack, file: stackFile(20) });
    expect(outcome).toBe(expected);
    return milliseconds / RTT_MS;
  }

  /** The noise of a busy machine only ever adds to a count, so the least of some runs is the nearest to the truth. */
  async function leastOf(bar: number, measure: (run: number) => Promise<number>): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 1; run <= LEAST_RUNS || (run <= MOST_RUNS && least > bar); run += 1) {
      least = Math.min(least, await measure(run));
    }
    return least;
  }

  it('are created in 15 round trips', async () => {
    const count = await leastOf(15, (run) => roundTrips(`far-${run}`, 'deployed'));
    console.log(`round trips, create 20: ${count.toFixed(1)} (at most 15)`);
    expect(count).toBeLessThanOrEqual(15);
  });

  it('are found unchanged in 10.5 round trips', async () => {
    const count = await leastOf(10.5, () => roundTrips('far-1', 'unchanged'));
    console.log(`round trips, no-op 20: ${count.toFixed(1)} (at most 10.5)`);
    expect(count).toBeLessThanOrEqual(10.5);
  });
});
