import type { Check } from '../../compose/delivery/check.ts';
import type { Engine } from '../../engine/engine.ts';
import type { RolloutLog } from '../rollout-log.ts';
import { runCheck } from './run-check.ts';
import { Slots } from './slots.ts';
import type { VerifyOptions } from './verification.ts';
import type { CheckResult, VerifyResult } from './verify-result.ts';

/** Tasks of checks that the swarm starts at the same time. */
const MOST_TASKS = 8;
const LONGEST_SILENCE_MS = 14_000;
const LOOK_MS = 1_000;

/**
 * Carries out all checks at the same time and says how each went. Resolves with what was found, also when checks fail;
 * rejects with the signal's reason, or with the EngineError of a call that failed. Writes to the swarm: a service for
 * each probe, which it removes, and the services that `repair: force` starts anew.
 */
export async function verifyStack(
  engine: Engine,
  checks: readonly Check[],
  options: VerifyOptions,
): Promise<VerifyResult> {
  const open = new Set(checks);
  const ended = new AbortController();
  const voice = audible(options.log, () => options.clock.now());
  const verification = { ...options, log: voice, slots: new Slots(MOST_TASKS) };
  const breaking = breakSilence(open, voice, { ...options, signal: ended.signal });
  const outcomes = await Promise.allSettled(
    checks.map(async (check) => {
      try {
        const result = await runCheck(engine, check, verification);
        tell(result, voice);
        return result;
      } finally {
        open.delete(check);
      }
    }),
  );
  ended.abort();
  await breaking;
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const results = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  return { passed: results.every(({ passed }) => passed), checks: results };
}

interface AudibleLog extends RolloutLog {
  /** The clock's time of the last line. */
  lastLineAt(): number;
}

function audible(log: RolloutLog, now: () => number): AudibleLog {
  let at = now();
  const note = (write: (line: string) => void) => (line: string) => {
    at = now();
    write(line);
  };
  return {
    info: note((line) => log.info(line)),
    warning: note((line) => log.warning(line)),
    lastLineAt: () => at,
  };
}

/** Says what is waited for, whenever nothing was said for a while. */
async function breakSilence(
  open: ReadonlySet<Check>,
  log: AudibleLog,
  { clock, signal }: Pick<VerifyOptions, 'clock' | 'signal'>,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(LOOK_MS, signal);
    if (signal.aborted || clock.now() - log.lastLineAt() < LONGEST_SILENCE_MS) continue;
    log.info(`verify: waiting for ${[...open].map(({ name }) => name).join(', ')}`);
  }
}

function tell({ check, passed, attempts, findings, seconds, repaired }: CheckResult, log: RolloutLog): void {
  const mended = repaired && passed ? ', after its tasks were started anew' : '';
  const tries = attempts === 1 ? '' : `, attempt ${attempts}`;
  log.info(
    `verify ${check.name}: ${passed ? 'passed' : 'failed'} (${seconds.toFixed(1)} s${tries})${mended}`,
  );
  for (const { words, kind } of findings) {
    if (kind === 'unchecked') log.warning(`verify ${check.name}: ${words}`);
    else log.info(`  ${words}`);
  }
}
