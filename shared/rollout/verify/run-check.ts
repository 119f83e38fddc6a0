import type { Check, DnsCheck } from '../../compose/delivery/check.ts';
import type { Engine } from '../../engine/engine.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkCommand } from './check-command.ts';
import { checkFromInside } from './check-from-inside.ts';
import { checkUrl } from './check-url.ts';
import { type Finding, isFailure } from './finding.ts';
import { forceService } from './force-service.ts';
import { serviceName, type Verification } from './verification.ts';
import type { CheckResult } from './verify-result.ts';

/**
 * How long a check without `retries` is tried: after an update with start-first the old tasks answer for up to 4 s
 * more, and a node that was cut off for a moment takes up to 27 s to find the new ones.
 */
const PATIENCE_MS = 30_000;

interface Round {
  readonly attempts: number;
  readonly findings: readonly Finding[];
}

/** Tries a check until it passes or has failed for good; mends the service once where the check asks for it. */
export async function runCheck(
  engine: Engine,
  check: Check,
  verification: Verification,
): Promise<CheckResult> {
  const { clock, log } = verification;
  const startedAt = clock.now();
  let round = await tryOften(engine, check, verification);
  let { attempts } = round;
  const repaired = canRepair(check, round.findings);
  if (repaired) {
    const name = serviceName(check.service, verification);
    log.info(
      `verify ${check.name}: ${round.findings[0]?.words}; starting all tasks of ${name} anew (repair: force)`,
    );
    await forceService(engine, name, verification);
    round = await tryOften(engine, check, verification);
    attempts += round.attempts;
  }
  const passed = !isFailure(round.findings);
  const seconds = (clock.now() - startedAt) / 1000;
  return { check, passed, attempts, findings: round.findings, seconds, repaired };
}

async function tryOften(engine: Engine, check: Check, verification: Verification): Promise<Round> {
  const { clock, signal, log } = verification;
  const startedAt = clock.now();
  let said: string | undefined;
  for (let attempts = 1; ; attempts += 1) {
    const findings = await tryOnce(engine, check, verification);
    signal.throwIfAborted();
    const isLast =
      check.retries === undefined ? clock.now() - startedAt >= PATIENCE_MS : attempts > check.retries;
    if (!isFailure(findings) || isLast) return { attempts, findings };
    const first = findings.find(({ kind }) => kind !== 'unchecked');
    const problem = first?.words.replaceAll(`node ${first.node}`, 'a node');
    if (problem !== said) log.info(`verify ${check.name}: not yet: ${first?.words}`);
    said = problem;
    await clock.sleep(check.intervalMs, signal);
    signal.throwIfAborted();
  }
}

async function tryOnce(
  engine: Engine,
  check: Check,
  verification: Verification,
): Promise<readonly Finding[]> {
  switch (check.kind) {
    case 'http':
    case 'tcp':
      return checkFromInside(engine, check, verification);
    case 'dns':
      return checkAddresses(engine, check, verification);
    case 'command':
      return checkCommand(engine, check, verification);
    case 'url':
      return checkUrl(check, verification);
  }
}

/** New tasks mend what is wrong with tasks and their addresses, not a node that carries out nothing. */
function canRepair(check: Check, findings: readonly Finding[]): check is DnsCheck {
  return (
    check.kind === 'dns' &&
    check.repair &&
    isFailure(findings) &&
    findings.every(({ kind }) => kind !== 'not-probed')
  );
}
