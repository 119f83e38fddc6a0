import { readStackFiles } from '../../shared/compose/read-stack-files.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { withObjectVersions } from '../../shared/release/with-object-versions.ts';
import { applyObjects } from '../../shared/rollout/apply/apply-objects.ts';
import { applyServices } from '../../shared/rollout/apply/apply-services.ts';
import { readCurrentStack } from '../../shared/rollout/plan/current-stack.ts';
import type { Plan } from '../../shared/rollout/plan/plan.ts';
import { networkNamer, type PlanOptions, planStack } from '../../shared/rollout/plan/plan-stack.ts';
import type { Finding } from '../../shared/rollout/preflight/finding.ts';
import { preflight } from '../../shared/rollout/preflight/preflight.ts';
import { nobodyElse, PLAN_OPTIONS } from './swarm-objects.ts';

export interface PlannedStack {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  /** Writes what the plan says and does not wait for tasks. */
  carryOut(): Promise<void>;
}

/** Plans one stack file, content of configs and secrets inside, against a real engine. */
export async function planAgainst(
  engine: Engine,
  stack: string,
  text: string,
  options: PlanOptions = PLAN_OPTIONS,
): Promise<PlannedStack> {
  const written = readStackFiles({
    files: [{ path: 'stack.yml', text }],
    stack,
    environment: {},
    workingDirectory: '/',
    readFile: (path) => Buffer.from(path),
  });
  const current = await readCurrentStack(engine, written);
  const desired = withObjectVersions(written, current);
  const plan = planStack(desired, current, options);
  return {
    plan,
    findings: preflight(desired, current, plan, { requireLimits: false }),
    carryOut: async () => {
      const applying = {
        log: { info: () => undefined, warning: () => undefined },
        signal: new AbortController().signal,
        networkName: networkNamer(current.networks),
        planAnew: nobodyElse,
      };
      await applyServices(engine, plan.services, await applyObjects(engine, plan, applying), applying);
    },
  };
}
