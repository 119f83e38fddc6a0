import { expect, it } from 'vitest';
import { endLines } from '../../../../shared/rollout/report/end-lines.ts';
import type { StackOutcome } from '../../../../shared/rollout/report/stack-outcome.ts';
import { POSITION, service, stackPlan } from '../../../support/swarm-objects.ts';

const unchanged = {
  action: 'unchanged',
  ...{ key: 'web', name: 'demo_web', dependsOn: [], position: POSITION },
  ...{ current: service(), spec: service().Spec },
} as const;
const plan = stackPlan({ services: [unchanged] });

function lastLine(outcome: StackOutcome, facts: { previousRelease?: number } = {}): string | undefined {
  const rollout = {
    ...{ plan, outcome, services: [], diagnoses: [], hooks: [] },
    ...{ errors: [], warnings: [], overtaken: [] },
  };
  return endLines({ plan, rollout, phases: [], ...facts }).at(-1);
}

it('says how to go back by what there is to go back to', () => {
  expect(lastLine('failed', { previousRelease: 3 })).toBe(
    'Stack demo: failed in 0.0 s, 1 service, 0 to change. The swarm is left as it is; to go back, run the rollback action.',
  );
  expect(lastLine('paused')).toBe(
    'Stack demo: paused in 0.0 s, 1 service, 0 to change. Old and new tasks run side by side; to go back, deploy the version before.',
  );
});

it('says nothing more of a run that passes', () => {
  expect(lastLine('unchanged')).toBe('Stack demo: unchanged in 0.0 s, 1 service, 0 changed.');
});
