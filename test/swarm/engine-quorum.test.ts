import { describe, expect, it, onTestFinished } from 'vitest';
import { isUncertainWrite } from '../../shared/engine/engine-errors.ts';
import { startCluster } from '../cluster/cluster.ts';
import { eventually } from '../cluster/engine-call.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { configSpec, connectTo, engineErrorOf } from '../support/engine-client.ts';

describe('a swarm without enough managers', () => {
  it('says so, and so do the engines that are down', async () => {
    const cluster = await startCluster({ managers: 3, workers: 0, images: false });
    onTestFinished(() => cluster.down());
    const { engine } = await connectTo(cluster.manager.socketPath);
    const others = cluster.nodes.slice(1);
    await Promise.all(others.map((node) => node.stop('SIGKILL')));
    const [undecided] = await Promise.all([
      engineErrorOf(engine.configs.create(configSpec('without.quorum'))),
      ...others.map(refusesWhileDown),
    ]);
    expect(isUncertainWrite(undecided)).toBe(true);
    expect(undecided.message).toMatch(/context deadline exceeded|lost leader status/);
    expect(undecided.hint).toContain('More than half of the managers must be online');
    const leaderless = await eventually('the manager to miss a leader', async () => {
      const error = await engineErrorOf(engine.services.list());
      return error.message.includes('The swarm does not have a leader') ? error : undefined;
    });
    expect(leaderless.hint).toContain('More than half of the managers must be online');
    expect((await engine.info()).Swarm.Error).toContain('does not have a leader');

    await Promise.all(others.map((node) => node.start()));
    await eventually('a leader', () => engine.services.list().catch(() => undefined));
  });

  async function refusesWhileDown({ socketPath }: ClusterNode): Promise<void> {
    const { engine } = await connectTo(socketPath);
    const [read, write] = await Promise.all([
      engineErrorOf(engine.services.list()),
      engineErrorOf(engine.configs.create(configSpec('unsent'))),
    ]);
    expect(read.message).toBe(
      `Cannot list services: no engine answers at unix://${socketPath} (ECONNREFUSED).`,
    );
    expect(read.hint).toContain('start Docker');
    expect(write.hint).toContain('Nothing was sent.');
    expect(isUncertainWrite(write)).toBe(false);
  }
});
