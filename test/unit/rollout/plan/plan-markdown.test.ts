import { describe, expect, it } from 'vitest';
import { planMarkdown } from '../../../../shared/rollout/plan/plan-markdown.ts';
import { codeCell, codeSpan } from '../../../../shared/rollout/report/markdown.ts';
import { planOfService } from '../../../support/plan-of-service.ts';
import { serviceSpec, stackPlan } from '../../../support/swarm-objects.ts';

const labelled = (labels: Readonly<Record<string, string>>) => serviceSpec({}, { Labels: labels });

describe('planMarkdown', () => {
  it('shows what happens in a table, and every field folded away', () => {
    const wanted = serviceSpec({ Mode: { Replicated: { Replicas: 3 } } }, { Image: 'app:2', Env: ['A=1'] });
    const lines = planMarkdown(planOfService(wanted, serviceSpec())).split('\n');
    expect(lines.slice(0, 6)).toEqual([
      '### Plan for stack `demo`',
      '',
      'Services: 1 to update (2 tasks restart).',
      '',
      '| Action | What | Tasks | Because of |',
      '| --- | --- | --- | --- |',
    ]);
    expect(lines[6]).toBe(
      '| update | `service demo_web` | restarts 2 tasks, one at a time, stop-first; 1 more task | `environment.A`, `image` |',
    );
    expect(lines).toContain('<details><summary>Plan</summary>');
    expect(lines).toContain('    image: app:1 -> app:2');
  });

  it('says in a sentence that there is nothing to write', () => {
    expect(planMarkdown(planOfService(serviceSpec(), serviceSpec()))).toBe(
      '### Plan for stack `demo`\n\nNothing to write: the swarm holds what is wanted.\n',
    );
  });

  it('lets no name from the swarm format, link, mention somebody or leave its place', () => {
    const evil = 'x|y\n```\n</details> <img src=x onerror=y> @everyone #1 [a](https://evil) ``b`` \\|';
    const text = planMarkdown(planOfService(labelled({ [evil]: '1' }), serviceSpec()));
    const [row = ''] = text.split('\n').filter((line) => line.startsWith('| update'));
    const outside = row.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outside).toBe('| update |  | restarts 2 tasks, one at a time, stop-first |  |');
    const details = text.slice(text.indexOf('<details>'));
    const fence = /^`{3,}/m.exec(details)?.[0] ?? '';
    expect(details.split(`\n${fence}`)).toHaveLength(3);
    expect(details.trimEnd().endsWith(`\n${fence}\n\n</details>`)).toBe(true);
  });

  it('stays a comment that GitHub takes, however large the plan', () => {
    const labels = Object.fromEntries(
      Array.from({ length: 900 }, (_, at) => [`label-${at}-${'x'.repeat(150)}`, '1']),
    );
    const one = planOfService(labelled(labels), serviceSpec());
    const services = Array.from({ length: 200 }, () => one.services).flat();
    const text = planMarkdown(
      stackPlan({ services, notes: Array.from({ length: 99 }, () => 'n'.repeat(999)) }),
    );
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('| and 150 more |');
    expect(text).toContain('... the rest is in the log of the step');
    expect(text.trimEnd().endsWith('</details>')).toBe(true);
  });
});

describe('codeSpan', () => {
  it('is fenced by more backticks than it has, and keeps a bar inside its cell', () => {
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('`a')).toBe('`` `a ``');
    expect(codeSpan(' \n')).toBe('');
    expect(codeCell('a|b')).toBe('`a\\|b`');
    expect(codeCell('a\\|b')).toBe('`a\\\u200b\\|b`');
  });
});
