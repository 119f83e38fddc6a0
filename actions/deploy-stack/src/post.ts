import { connectEngine } from '../../../shared/engine/connect.ts';
import { freeLeftLease, type LeftLease } from '../../../shared/release/lease/free-left-lease.ts';
import { describeFailure } from '../../../shared/runner/failure.ts';
import { runnerLog } from '../../../shared/runner/log.ts';
import { keptByMainStep } from '../../../shared/runner/state.ts';
import { readInputs } from './inputs.ts';
import { KEPT_LEASE } from './kept-lease.ts';

const left = keptByMainStep<LeftLease>(KEPT_LEASE);
if (left !== undefined) {
  try {
    await free(left);
  } catch (error) {
    const reason = describeFailure(error).join('\n');
    runnerLog.warning(`The lease on stack ${left.stack} was not freed; it ends by itself.\n${reason}`);
  }
}
process.exit();

/** The main step was killed while it had the lease: another run need not wait until it ends by itself. */
async function free(lease: LeftLease): Promise<void> {
  const { address, ssh } = readInputs(process.env);
  const { engine, close } = await connectEngine({ address, ssh, log: runnerLog });
  try {
    if (await freeLeftLease(engine, lease))
      runnerLog.info(`Freed the lease on stack ${lease.stack}, which this step had left.`);
  } finally {
    await close();
  }
}
