import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { stepProblems } from '../../contract/step-problems.ts';
import { ACTS } from '../../demo/acts.ts';
import { problemsOf } from '../../demo/play.ts';
import { workflowStepYaml } from '../../demo/workflow-step.ts';

describe.each(ACTS)('the act "$headline"', (act) => {
  const { expected } = act;
  const asItShouldBe = {
    exitCode: expected.passes ? 0 : 1,
    outputs: expected.outcome === undefined ? {} : { outcome: expected.outcome },
    log: `before ${expected.says} after`,
    filesLeft: [],
  };

  it('shows a step that works as it stands', async () => {
    const [step] = parse(workflowStepYaml(act));

    expect(await stepProblems(step)).toEqual([]);
    expect(step).toMatchObject({ name: act.name, with: act.inputs });
    expect(step.env).toEqual(act.env);
    expect(step.with['ssh-key']).toMatch(/^\$\{\{ secrets\.\w+ \}\}$/);
  });

  it('is content only with the ending it expects', () => {
    expect(problemsOf(act, asItShouldBe)).toEqual([]);
    expect(problemsOf(act, { ...asItShouldBe, exitCode: expected.passes ? 1 : 0 })).toHaveLength(1);
    expect(problemsOf(act, { ...asItShouldBe, outputs: { outcome: 'timed-out' } })).toEqual([
      'its outcome is timed-out',
    ]);
    expect(problemsOf(act, { ...asItShouldBe, log: '' })).toEqual([
      `its log does not say "${expected.says}"`,
    ]);
    expect(problemsOf(act, { ...asItShouldBe, filesLeft: ['key'] })).toEqual([
      'it left a file on the runner: key',
    ]);
  });
});
