import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withoutServiceStarts } from '../../../scripts/service-block.ts';
import { run } from '../../cluster/command.ts';

describe('withoutServiceStarts', () => {
  let folder = '';
  let policy = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-test-'));
    policy = join(folder, 'policy-rc.d');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('forbids every start during the work only', async () => {
    await withoutServiceStarts(async () => {
      await expect(run(policy, ['docker', 'start'])).rejects.toThrow('exit code 101');
    }, policy);
    expect(await readdir(folder)).toEqual([]);
  });

  it("puts the machine's own policy back, also when the work fails", async () => {
    await writeFile(policy, '#!/bin/sh\nexit 104\n');
    await chmod(policy, 0o755);
    const work = withoutServiceStarts(() => Promise.reject(new Error('no space')), policy);
    await expect(work).rejects.toThrow('no space');
    expect(await readFile(policy, 'utf8')).toContain('exit 104');
    expect((await stat(policy)).mode & 0o777).toBe(0o755);
    expect(await readdir(folder)).toEqual(['policy-rc.d']);
  });

  it('mends what a killed run left behind', async () => {
    await writeFile(`${policy}.aside`, 'own');
    let block = '';
    await withoutServiceStarts(async () => {
      block = await readFile(policy, 'utf8');
    }, policy);
    await writeFile(`${policy}.aside`, 'own');
    await writeFile(policy, block);
    await withoutServiceStarts(() => Promise.resolve(), policy);
    expect(await readFile(policy, 'utf8')).toBe('own');
    expect(await readdir(folder)).toEqual(['policy-rc.d']);
  });
});
