import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import type { UserError } from '../../../shared/errors/user-error.ts';
import { resolveImages } from '../../../shared/image/resolve-images.ts';
import { readStanding } from '../../../shared/release/read-standing.ts';
import { secretsToReplace } from '../../../shared/release/secrets-to-replace.ts';
import { withDigests } from '../../../shared/release/with-digests.ts';
import { withObjectVersions } from '../../../shared/release/with-object-versions.ts';
import type { PlannedChange } from '../../../shared/rollout/change-stack.ts';
import { readCurrentStack } from '../../../shared/rollout/plan/current-stack.ts';
import { planStack } from '../../../shared/rollout/plan/plan-stack.ts';
import { userErrorOf } from '../../../shared/rollout/preflight/finding.ts';
import { preflight } from '../../../shared/rollout/preflight/preflight.ts';
import { describeFailure } from '../../../shared/runner/failure.ts';
import type { Log } from '../../../shared/runner/log.ts';
import type { Inputs } from './inputs.ts';

/**
 * Reads, resolves, compares and checks; writes nothing. Warns of what may surprise, and throws SeveralErrors with
 * everything that keeps the plan from being carried out.
 */
export async function planDeployment(
  engine: Engine,
  written: DesiredStack,
  inputs: Inputs,
  log: Log,
): Promise<PlannedChange> {
  const { resolveImage, requireLimits, registryLogins, replaceSecrets } = inputs;
  const reading = readCurrentStack(engine, written);
  const [current, standing, images] = await Promise.all([
    reading,
    readStanding(engine, written.name),
    resolveImages(
      engine,
      written,
      reading.then(({ services }) => services),
      resolveImage,
    ),
  ]);
  const desired = withObjectVersions(images.desired, current, secretsToReplace(written, replaceSecrets));
  const plan = withDigests(planStack(desired, current, inputs));
  const findings = preflight(desired, current, plan, {
    requireLimits,
    registryLogins,
    timeoutMs: inputs.timeoutMs,
  });
  for (const warning of findings.filter(({ level }) => level === 'warning')) {
    log.warning(describeFailure(userErrorOf(warning)).join('\n'), warning.position);
  }
  const errors = [
    ...images.errors,
    ...findings.filter(({ level }) => level === 'error').map(userErrorOf),
  ].toSorted((a, b) => lineOf(a) - lineOf(b));
  if (errors.length > 0) throw new SeveralErrors(errors);
  return { desired, delivery: desired.delivery, current, standing, plan };
}

function lineOf({ position }: UserError): number {
  return position?.line ?? 0;
}
