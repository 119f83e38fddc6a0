import { connectEngine } from '../../../shared/engine/connect.ts';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { UserError } from '../../../shared/errors/user-error.ts';
import { systemClock } from '../../../shared/rollout/watch/clock.ts';
import { cancellationSignal } from '../../../shared/runner/cancellation.ts';
import { reportFailure } from '../../../shared/runner/failure.ts';
import { runnerLog } from '../../../shared/runner/log.ts';
import { setOutputs } from '../../../shared/runner/results.ts';
import { readInputs } from './inputs.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { readStackFile } from './stack-file.ts';

const cancellation = cancellationSignal();
try {
  const result = await run(readInputs(process.env), {
    readStack: readStackFile,
    connect: ({ address, ssh }) => connectEngine({ address, ssh, log: runnerLog }),
    log: runnerLog,
    clock: systemClock,
    signal: cancellation.signal,
  });
  await report(result, runnerLog);
} catch (error) {
  setOutputs({
    outcome: error instanceof UserError || error instanceof SeveralErrors ? 'refused' : 'failed',
  });
  reportFailure(error, runnerLog);
} finally {
  cancellation.dispose();
}
