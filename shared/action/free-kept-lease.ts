import { connectEngine } from '../engine/connect.ts';
import { freeLeftLease, type LeftLease } from '../release/lease/free-left-lease.ts';
import { describeFailure } from '../runner/failure.ts';
import { runnerLog } from '../runner/log.ts';
import { keepForPostStep, keptByMainStep } from '../runner/state.ts';
import type { ConnectionInputs } from './connection-inputs.ts';

/** Under which the main step tells the post step of the lease it is about to take. */
const KEPT_LEASE = 'lease';

/** Lets the post step know of a lease; undefined once it was given back. */
export function keepLease(lease: LeftLease | undefined): void {
  keepForPostStep(KEPT_LEASE, lease);
}

/**
 * For a post step: the main step was killed while it had the lease, and another run need not wait until it ends by
 * itself. Never throws: what cannot be freed is a warning.
 */
export async function freeKeptLease(readInputs: () => ConnectionInputs): Promise<void> {
  const left = keptByMainStep<LeftLease>(KEPT_LEASE);
  if (left === undefined) return;
  try {
    await free(left, readInputs());
  } catch (error) {
    const reason = describeFailure(error).join('\n');
    runnerLog.warning(`The lease on stack ${left.stack} was not freed; it ends by itself.\n${reason}`);
  }
}

async function free(lease: LeftLease, { address, ssh }: ConnectionInputs): Promise<void> {
  const { engine, close } = await connectEngine({ address, ssh, log: runnerLog });
  try {
    if (await freeLeftLease(engine, lease))
      runnerLog.info(`Freed the lease on stack ${lease.stack}, which this step had left.`);
  } finally {
    await close();
  }
}
