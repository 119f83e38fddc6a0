import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../shared/engine/objects.ts';
import { leaseSpec } from '../../shared/release/lease/lease-holder.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';
import { sshInputs, sshOf } from '../support/deploy-over-ssh.ts';
import { runPostStep } from '../support/run-action.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true, workers: 0, images: false });
});
afterAll(() => cluster?.down());

async function lease(stack: string, id: string): Promise<void> {
  const body = leaseSpec(stack, { id, action: 'deploy-stack' }, 45_000, Date.now());
  await callEngine({ socketPath: cluster.manager.socketPath, method: 'POST', path: '/configs/create', body });
}

async function leases(): Promise<readonly string[]> {
  const { socketPath } = cluster.manager;
  const configs = await callEngine<readonly Config[]>({ socketPath, path: '/configs' });
  return configs.map(({ Spec }) => Spec.Name);
}

function postStep(stack: string, ownerId: string, inputs: Readonly<Record<string, string>> = {}) {
  return runPostStep('deploy-stack', {
    inputs: { ...sshInputs(sshOf(cluster)), files: 'stack.yml', ...inputs },
    state: { lease: JSON.stringify({ stack, ownerId }) },
  });
}

describe('the post step of deploy-stack', { concurrent: true }, () => {
  it('frees the lease that its main step left when it was killed', async () => {
    await lease('killed', 'one');
    const { exitCode, log, annotations } = await postStep('killed', 'one');
    expect(log).toContain('Freed the lease on stack killed, which this step had left.');
    expect({ exitCode, annotations }).toEqual({ exitCode: 0, annotations: [] });
    expect(await leases()).not.toContain('swarm-delivery.lease.killed');
  });

  it("leaves another run's lease alone", async () => {
    await lease('taken', 'two');
    const { exitCode, log } = await postStep('taken', 'one');
    expect(exitCode).toBe(0);
    expect(log).not.toContain('lease');
    expect(await leases()).toContain('swarm-delivery.lease.taken');
  });

  it('says nothing and asks nothing when the main step ended well', async () => {
    const { exitCode, log } = await runPostStep('deploy-stack', {
      inputs: { host: 'ssh://nobody@192.0.2.1' },
      state: { lease: '' },
    });
    expect({ exitCode, log }).toEqual({ exitCode: 0, log: '' });
  });

  it('warns and does not fail the job when it cannot reach the engine', async () => {
    const { exitCode, annotations } = await postStep('far', 'one', { host: 'unix:///no/such.sock' });
    expect(exitCode).toBe(0);
    expect(annotations).toEqual([
      expect.objectContaining({
        level: 'warning',
        message: expect.stringMatching(
          /^The lease on stack far was not freed; it ends by itself\.\nCannot list configs/,
        ),
      }),
    ]);
  });
});
