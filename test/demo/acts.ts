import type { WorkflowStep } from './workflow-step.ts';

/** One run of an action, and how it must end for the demo to be true. */
export interface Act extends WorkflowStep {
  readonly headline: string;
  readonly meaning: string;
  readonly expected: {
    readonly passes: boolean;
    /** Absent for a dry run. */
    readonly outcome?: string;
    /** What the log must hold. */
    readonly says: string;
  };
}

/** Both are short so that the demo is; without them a deployment is watched for at least 10 s and at most 10 minutes. */
const SHORT = { 'stable-for': '4s', timeout: '1m' };
/** The demo's images are loaded on its nodes and in no registry. */
const LOADED = { 'resolve-image': 'never' };
const SHOP = { stack: 'shop', files: 'stack.yml', ...LOADED, ...SHORT };

export const ACTS: readonly Act[] = [
  {
    headline: 'Deploy version 1',
    meaning:
      'Network, config and three services are made. Green means: every task runs, healthy, and stayed so.',
    name: 'Deploy',
    inputs: SHOP,
    env: { TAG: '1' },
    expected: { passes: true, outcome: 'deployed', says: 'Stack shop: deployed' },
  },
  {
    headline: 'The same again',
    meaning: 'Nothing has changed, so nothing is written and no task is disturbed.',
    name: 'Deploy',
    inputs: SHOP,
    env: { TAG: '1' },
    expected: { passes: true, outcome: 'unchanged', says: 'Nothing to write' },
  },
  {
    headline: 'What would version 2 change?',
    meaning: 'The plan alone, for instance in a pull request.',
    name: 'Show the plan',
    inputs: { stack: 'shop', files: 'stack.yml', ...LOADED, 'dry-run': 'true' },
    env: { TAG: '2' },
    expected: { passes: true, says: 'nothing written' },
  },
  {
    headline: 'Update to version 2',
    meaning: 'web starts its new tasks before the old ones end, store is left alone.',
    name: 'Deploy',
    inputs: SHOP,
    env: { TAG: '2' },
    expected: { passes: true, outcome: 'deployed', says: 'web: deployed' },
  },
  {
    headline: 'Version 3 is broken',
    meaning:
      'Its web crashes half a second after each start. The step must fail, say why on one screen, and bring version 2 back.',
    name: 'Deploy',
    inputs: SHOP,
    env: { TAG: '3', CRASH_AFTER: '0.5' },
    expected: { passes: false, outcome: 'rolled-back', says: 'fatal: crashed on purpose after 0.5 s' },
  },
  {
    headline: 'Version 2 again',
    meaning: 'It runs already: what failed left nothing behind.',
    name: 'Deploy',
    inputs: SHOP,
    env: { TAG: '2' },
    expected: { passes: true, outcome: 'unchanged', says: 'Nothing to write' },
  },
  {
    headline: 'Back to version 1',
    meaning:
      'No file is needed: the swarm keeps what each release was told to run. The one that failed is passed over.',
    name: 'Roll back',
    action: 'rollback',
    inputs: { stack: 'shop', to: 'previous', reason: 'nobody likes the new colour', ...SHORT },
    expected: { passes: true, outcome: 'deployed', says: 'Going back to release 1' },
  },
];
