import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { testFolder, testSshd } from '../support/ssh-rig.ts';

async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+Z/m.test(status);
}

it('keeps its users and mounts to itself', async () => {
  const before = await Promise.all(
    ['/etc/passwd', '/proc/self/mounts'].map((file) => readFile(file, 'utf8')),
  );
  const sshd = await testSshd({
    engineSocket: join(await testFolder(), 'none.sock'),
    users: [{ name: 'deployer' }],
  });
  const inside = await readFile(`/proc/${sshd.pid}/root/etc/passwd`, 'utf8');
  expect(inside).toContain('deployer:x:');
  const after = await Promise.all(['/etc/passwd', '/proc/self/mounts'].map((file) => readFile(file, 'utf8')));
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toContain('ssh-test-');
});

it('ends with the process that started it, even if that is killed', async () => {
  const directory = await testFolder();
  const script = `
    import { startSshd } from ${JSON.stringify(new URL('../cluster/sshd.ts', import.meta.url).href)};
    const sshd = await startSshd({ ...JSON.parse(process.argv[1]), hostKeyTypes: ['ed25519'] });
    console.log(sshd.pid);
    setInterval(() => {}, 1000);`;
  const options = JSON.stringify({ directory, engineSocket: join(directory, 'none.sock') });
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script, options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(line);
  expect(await isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});
