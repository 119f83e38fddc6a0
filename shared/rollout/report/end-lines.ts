import { countChanges, type Plan } from '../plan/plan.ts';
import type { RestoreResult } from '../restore/restore-stack.ts';
import type { RolloutResult } from '../rollout-result.ts';
import { passes } from './stack-outcome.ts';
import type { Phase } from './stopwatch.ts';

export interface EndFacts {
  readonly plan: Plan;
  /** Absent for a dry run. */
  readonly rollout?: RolloutResult;
  readonly release?: number;
  readonly previousRelease?: number;
  readonly phases: readonly Phase[];
}

/** The last lines of the log: how it ended, and where the swarm stands. A cancelled run also says where each service was. */
export function endLines(facts: EndFacts): readonly string[] {
  const { plan, rollout, phases, release } = facts;
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0).toFixed(1);
  if (rollout === undefined) return [`Stack ${plan.stack}: planned in ${seconds} s, nothing written.`];
  const { outcome, services } = rollout;
  const { length } = plan.services;
  const of = release === undefined ? '' : `, release ${release}`;
  const changed = passes(outcome) ? 'changed' : 'to change';
  const counts = `${length} ${length === 1 ? 'service' : 'services'}, ${countChanges(plan)} ${changed}${of}`;
  const states = services.map(({ service, progress }) => `  ${service.key}: ${progress}`);
  return [
    `Stack ${plan.stack}: ${outcome} in ${seconds} s, ${counts}.${whatIsLeft(rollout, facts)}`,
    ...(rollout.restored?.left ?? []).map((why) => `  ! ${why}`),
    ...(outcome === 'cancelled' ? states : []),
  ];
}

function whatIsLeft({ outcome, plan, restored }: RolloutResult, { previousRelease }: EndFacts): string {
  if (passes(outcome)) return '';
  const back = previousRelease === undefined ? 'deploy the version before' : 'run the rollback action';
  const first = plan.services.every((change) => change.action === 'create');
  if (restored !== undefined) return ` ${afterRestore(restored, first, previousRelease)}`;
  if (outcome === 'rolled-back')
    return ' The engine took the failed update back; other services keep the new version.';
  if (outcome === 'paused') return ` Old and new tasks run side by side; to go back, ${back}.`;
  if (outcome === 'cancelled')
    return ' The swarm goes on with what was written; the next run finishes it or takes it back.';
  if (outcome === 'timed-out')
    return ' The swarm goes on by itself; run this step again to see how it ended.';
  return first
    ? ` Nothing ran before: mend it and run again, or remove it: docker stack rm ${plan.stack}`
    : ` The swarm is left as it is; to go back, ${back}.`;
}

function afterRestore(
  { complete, services }: RestoreResult,
  first: boolean,
  previous: number | undefined,
): string {
  if (!complete)
    return 'What ran before could not be brought back completely: see above, then run this step again.';
  if (!first && services.length === 0) return 'No service was touched: what ran before still runs.';
  return first
    ? 'Nothing ran before, and what was made is removed again.'
    : `What ran before${previous === undefined ? '' : ` (release ${previous})`} runs again, in all its slots.`;
}
