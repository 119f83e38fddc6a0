import { describe, expect, it } from 'vitest';
import { failuresOf } from '../../../../shared/rollout/report/failures.ts';
import { codeBlock, plainText, table } from '../../../../shared/rollout/report/markdown.ts';
import { passes, stackOutcome } from '../../../../shared/rollout/report/stack-outcome.ts';
import { summaryMarkdown } from '../../../../shared/rollout/report/summary.ts';
import type { CheckResult } from '../../../../shared/rollout/verify/verify-result.ts';
import { httpCheck } from '../../../support/checks.ts';
import { POSITION, service, serviceSpec, stackPlan } from '../../../support/swarm-objects.ts';

describe('stackOutcome', () => {
  it('passes only when every service is well', () => {
    expect(stackOutcome(['deployed', 'unchanged'], true)).toBe('deployed');
    expect(stackOutcome(['unchanged'], false)).toBe('unchanged');
    expect(stackOutcome(['deployed', 'failed', 'not-awaited'], true)).toBe('failed');
    expect(stackOutcome(['deployed', 'rolled-back'], true)).toBe('rolled-back');
    expect(stackOutcome(['rolled-back', 'paused'], true)).toBe('paused');
    expect(stackOutcome(['deployed', 'cancelled'], true)).toBe('cancelled');
    expect((['deployed', 'unchanged'] as const).every(passes)).toBe(true);
    expect(
      (['rolled-back', 'paused', 'failed', 'timed-out', 'cancelled', 'refused'] as const).some(passes),
    ).toBe(false);
  });
});

describe('markdown', () => {
  it('lets no text end its cell, its line or its meaning', () => {
    const evil = 'a|b\n# title <img src=x> [x](y) `code` **b**';
    expect(plainText(evil)).not.toMatch(/\n|<|(?<!\\)[|[`*#]/);
    expect(table(['h'], [[evil]]).split('\n')).toHaveLength(3);
  });

  it('fences lines with more backticks than they have', () => {
    const block = codeBlock(['```js', '`````']);
    expect(block.startsWith('``````text\n')).toBe(true);
    expect(block.endsWith('\n``````')).toBe(true);
  });
});

describe('failuresOf', () => {
  it('names the cause of a failed check first, and what to do last', () => {
    const at = (node: string) => `web:8080 takes no connection (connection refused), asked from node ${node}`;
    const failed: CheckResult = {
      ...{ check: httpCheck(), passed: false, attempts: 5, seconds: 31.4, repaired: true },
      findings: [
        { kind: 'unchecked', words: 'node e9 is down' },
        { kind: 'unreachable', words: at('e1') },
        { kind: 'exit', words: 'the program did not succeed', lines: ['no database'] },
      ],
    };
    const passed: CheckResult = { ...failed, passed: true, findings: [] };
    const failures = failuresOf({
      ...{ plan: stackPlan(), outcome: 'failed', services: [], diagnoses: [], hooks: [] },
      ...{ overtaken: [], errors: [], warnings: [] },
      verified: { passed: false, checks: [passed, failed] },
    });
    expect(failures.map(({ lines }) => lines)).toEqual([
      [
        `check http://web:8080/health failed: ${at('e1')}`,
        '  and       the program did not succeed',
        '    | no database',
        '  tried     5 times in 31.4 s, also after its tasks were started anew',
        expect.stringMatching(/^ {2}next {6}Compare the port/),
      ],
    ]);
  });
});

describe('summaryMarkdown', () => {
  const plan = stackPlan({
    services: [
      {
        action: 'create',
        key: 'web',
        name: 'demo_web',
        position: POSITION,
        dependsOn: [],
        spec: serviceSpec(),
      },
    ],
  });
  const result = {
    service: {
      id: 'service-web',
      key: 'web',
      name: 'demo_web',
      position: POSITION,
      action: 'create',
      wanted: null,
      replacesTasks: false,
      stableForMs: 10_000,
    },
    outcome: 'failed',
    progress: '0/1 running',
    seconds: 4.2,
  } as const;

  const failed = { ...result, cause: { kind: 'crashed', headline: 'its program ends' } } as const;

  it('shows the failure first, then the services, the plan and the time line', () => {
    const text = summaryMarkdown({
      plan,
      rollout: {
        plan,
        outcome: 'failed',
        services: [failed],
        diagnoses: [
          {
            result: failed,
            diagnosis: { headline: 'web: its program ends', details: ['  task      abc'], next: 'Look.' },
          },
        ],
        hooks: [],
        overtaken: [],
        errors: [],
        warnings: [],
      },
      problems: [],
      warnings: ['stack.yml:3:5: links is ignored'],
      phases: [
        { name: 'connect', seconds: 0.5 },
        { name: 'prepare', seconds: 0.25 },
        { name: 'roll out', seconds: 4.25 },
      ],
    });
    expect(text.startsWith('### ❌ Stack demo: failed (5.0 s)\n')).toBe(true);
    const order = ['web: its program ends', '| Service |', '⚠️', 'Plan</summary>', 'gantt'].map((part) =>
      text.indexOf(part),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(text).toContain('  connect :0.0, 0.5');
    expect(text).toContain('  web :crit, 0.8, 5.0');
  });

  it('says first where the stack stands', () => {
    const restored = { complete: true, services: [], left: [], errors: [] };
    const rollout = {
      plan,
      outcome: 'rolled-back',
      services: [failed],
      diagnoses: [],
      hooks: [],
      overtaken: [],
      errors: [],
      warnings: [],
    } as const;
    const facts = { plan, problems: [], warnings: [], phases: [] };
    expect(summaryMarkdown({ ...facts, rollout: { ...rollout, restored } })).toContain(
      'The rollout failed; nothing ran before, and what was made is removed again.',
    );
    const current = service();
    const [web] = plan.services;
    const ran = stackPlan({ services: web === undefined ? [] : [{ ...web, action: 'unchanged', current }] });
    expect(summaryMarkdown({ ...facts, plan: ran, rollout: { ...rollout, restored } })).toContain(
      'The rollout failed; what ran before was not touched.',
    );
    const left = ['web: somebody else changed it; it is left as they made it.'];
    const text = summaryMarkdown({
      ...facts,
      rollout: { ...rollout, outcome: 'failed', restored: { ...restored, complete: false, left } },
    });
    expect(text).toContain('could not be brought back completely');
    expect(text).toContain('- web: somebody else changed it');
  });

  it('says of a dry run that nothing was written', () => {
    const text = summaryMarkdown({
      plan,
      problems: [],
      warnings: [],
      phases: [],
    });
    expect(text).toContain('planned, nothing written');
    expect(text).toContain('| create | `service demo_web` | `app:1`, 2 tasks |');
    expect(text).not.toContain('gantt');
  });
});
