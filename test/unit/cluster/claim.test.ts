import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimCluster, isClusterName, staleClusters, subnetOf } from '../../cluster/claim.ts';

describe('subnetOf', () => {
  it('fills 10.98.0.0/16, then 10.99.0.0/16', () => {
    expect(subnetOf(0).prefix).toBe('10.98.0');
    expect(subnetOf(255).prefix).toBe('10.98.255');
    expect(subnetOf(256).prefix).toBe('10.99.0');
    expect(subnetOf(511).address(254)).toBe('10.99.255.254');
  });

  it('names an interface the kernel accepts', () => {
    expect(subnetOf(511).cable.length).toBeLessThanOrEqual(15);
  });
});

describe('isClusterName', () => {
  it('knows our folders from others that start alike', () => {
    expect(
      ['swarm-delivery-0', 'swarm-delivery-', 'swarm-delivery-workspace-1', 'x'].filter(isClusterName),
    ).toEqual(['swarm-delivery-0']);
  });
});

describe('claims', () => {
  let parent = '';
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'claim-test-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('never gives the same name or network twice', async () => {
    const claims = await Promise.all(Array.from({ length: 100 }, () => claimCluster(parent)));
    expect(new Set(claims.map(({ directory }) => directory)).size).toBe(100);
    expect(new Set(claims.map(({ subnet }) => subnet.prefix)).size).toBe(100);
    expect((await readdir(parent)).every(isClusterName)).toBe(true);
  });

  it('says what to do when all are taken', async () => {
    const names = Array.from({ length: 512 }, (_, number) => join(parent, `swarm-delivery-${number}`, 'x'));
    await Promise.all(names.map((name) => mkdir(name, { recursive: true })));
    await expect(claimCluster(parent)).rejects.toMatchObject({ fix: expect.stringContaining(parent) });
    expect(await readdir(parent)).toHaveLength(512);
  });

  it('calls a cluster stale only when both its owner and its reaper have ended', async () => {
    const dead = JSON.stringify({ pid: process.pid, startedAt: '1' });
    const [mine, orphan, watched] = [
      await claimCluster(parent),
      await claimCluster(parent),
      await claimCluster(parent),
    ];
    await writeFile(join(orphan.directory, 'owner.json'), dead);
    await writeFile(join(orphan.directory, 'reaper.json'), dead);
    const alive = await readFile(join(mine.directory, 'owner.json'), 'utf8');
    await writeFile(join(watched.directory, 'owner.json'), dead);
    await writeFile(join(watched.directory, 'reaper.json'), alive);
    expect(await staleClusters(parent)).toEqual([orphan.directory]);
  });
});
