import { type Delivery, NO_DELIVERY } from '../../../shared/compose/delivery/delivery.ts';
import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { desiredOfRelease } from '../../../shared/release/ledger/desired-of-release.ts';
import { openLedger } from '../../../shared/release/ledger/ledger.ts';
import { narrowedRelease } from '../../../shared/release/ledger/narrowed-release.ts';
import type { ReleaseEntry } from '../../../shared/release/ledger/release-entry.ts';
import type { ReleasedStack } from '../../../shared/release/ledger/release-record.ts';
import { readStanding } from '../../../shared/release/read-standing.ts';
import { withDigests } from '../../../shared/release/with-digests.ts';
import { withRecordedNames } from '../../../shared/release/with-object-versions.ts';
import type { PlannedChange } from '../../../shared/rollout/change-stack.ts';
import { readCurrentStack } from '../../../shared/rollout/plan/current-stack.ts';
import { knownToReleases } from '../../../shared/rollout/plan/known-to-releases.ts';
import { planStack } from '../../../shared/rollout/plan/plan-stack.ts';
import { type Finding, userErrorOf } from '../../../shared/rollout/preflight/finding.ts';
import { goneImages } from '../../../shared/rollout/preflight/gone-images.ts';
import { preflight } from '../../../shared/rollout/preflight/preflight.ts';
import { releasedSecrets } from '../../../shared/rollout/preflight/released-secrets.ts';
import { describeFailure } from '../../../shared/runner/failure.ts';
import type { Log } from '../../../shared/runner/log.ts';
import type { Inputs } from './inputs.ts';

/**
 * Compares a recorded release with what the swarm holds; writes nothing. Warns of what may surprise, and throws
 * SeveralErrors with everything that is gone without which the release cannot run.
 */
export async function planRollback(
  engine: Engine,
  target: ReleaseEntry,
  inputs: Inputs,
  log: Log,
): Promise<PlannedChange> {
  const { stack, services, restoreReplicas } = inputs;
  const [standing, record] = await Promise.all([
    readStanding(engine, stack),
    openLedger(engine, stack).read(target.number),
  ]);
  const isWhole = services.length === 0;
  const released = isWhole ? record.stack : narrowedRelease(record.stack, services, target.number);
  const written = desiredOfRelease(released, target.number);
  const current = await readCurrentStack(engine, written);
  const desired = withRecordedNames(written, current.configs);
  const known = knownToReleases(stack, current, standing.releases);
  const options = { prune: isWhole, keepReplicas: !restoreReplicas, isPart: !isWhole };
  const plan = withDigests(planStack(atOnce(desired), known, options));
  const findings = [
    ...preflight(desired, known, plan, { requireLimits: false }),
    ...releasedSecrets(secretsOf(released), target.number, current.secrets),
    ...(await goneImages(engine, plan.services)),
  ];
  report(findings, target, log);
  return { desired, delivery: deliveryOf(desired, inputs), current, standing, plan };
}

/** Hooks only when asked for: a migration runs forward. What is checked may need services that stay as they are. */
function deliveryOf({ delivery }: DesiredStack, { services, runHooks }: Inputs): Delivery {
  if (services.length > 0) return NO_DELIVERY;
  return runHooks ? delivery : { ...delivery, hooks: NO_DELIVERY.hooks };
}

/** Speed counts: no service waits for another. The record keeps what depends on what. */
function atOnce(desired: DesiredStack): DesiredStack {
  return {
    ...desired,
    services: desired.services.map(({ dependsOn: _order, ...service }) => service),
  };
}

function secretsOf({ services, secrets }: ReleasedStack): ReleasedStack['secrets'] {
  const used = new Set(
    services.flatMap(({ spec }) =>
      (spec.TaskTemplate.ContainerSpec.Secrets ?? []).map(({ SecretName }) => SecretName),
    ),
  );
  return secrets.filter(({ name }) => used.has(name));
}

/** A release has no file: its number says where the mistake is. */
function report(findings: readonly Finding[], target: ReleaseEntry, log: Log): void {
  const told = findings.map(({ position: _inTheRelease, ...finding }) => ({
    ...finding,
    message: `Release ${target.number}: ${finding.message}`,
  }));
  for (const warning of told.filter(({ level }) => level === 'warning')) {
    log.warning(describeFailure(userErrorOf(warning)).join('\n'));
  }
  const errors = told.filter(({ level }) => level === 'error').map(userErrorOf);
  if (errors.length > 0) throw new SeveralErrors(errors);
}
