import { readFile, rename, rm, writeFile } from 'node:fs/promises';

const POLICY = '/usr/sbin/policy-rc.d';
const MARK = '# swarm-delivery: no service starts while it installs packages.';

/**
 * Runs `work` while packages that are installed may not start their services: Debian asks this policy file before
 * every start, and 101 is its word for "not allowed". A policy of the machine's own is put back afterwards.
 */
export async function withoutServiceStarts<T>(work: () => Promise<T>, policy = POLICY): Promise<T> {
  const aside = `${policy}.aside`;
  const present = await readFile(policy, 'utf8').catch(() => undefined);
  // An earlier run that was killed may have left ours; then the machine's own, if any, is still aside.
  if (present !== undefined && !present.includes(MARK)) await rename(policy, aside);
  await writeFile(policy, `#!/bin/sh\n${MARK}\nexit 101\n`, { mode: 0o755 });
  // An interrupt from the terminal reaches the package manager itself; this process lives on to undo the block.
  const outlive = () => undefined;
  process.on('SIGINT', outlive).on('SIGTERM', outlive);
  try {
    return await work();
  } finally {
    await rm(policy, { force: true });
    await rename(aside, policy).catch(() => undefined);
    process.off('SIGINT', outlive).off('SIGTERM', outlive);
  }
}
