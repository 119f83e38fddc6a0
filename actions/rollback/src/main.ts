import { keepLease } from '../../../shared/action/free-kept-lease.ts';
import { connectEngine } from '../../../shared/engine/connect.ts';
import { systemClock } from '../../../shared/rollout/watch/clock.ts';
import { listenForCancellation } from '../../../shared/runner/cancellation.ts';
import { runnerLog } from '../../../shared/runner/log.ts';
import { readRunContext } from '../../../shared/runner/run-context.ts';
import { readInputs } from './inputs.ts';
import { report, reportError } from './report.ts';
import { run } from './run.ts';

const cancellation = listenForCancellation();
try {
  const inputs = readInputs(process.env);
  const rollback = run(inputs, {
    connect: ({ address, ssh }) => connectEngine({ address, ssh, log: runnerLog }),
    log: runnerLog,
    clock: systemClock,
    signal: cancellation.signal,
    context: readRunContext(process.env),
    keepLease,
  });
  await report(await cancellation.bound(rollback), inputs.stack, runnerLog);
} catch (error) {
  await reportError(error, runnerLog);
}
// What a cancelled run still waits for must not keep the process alive until the runner kills it.
process.exit();
