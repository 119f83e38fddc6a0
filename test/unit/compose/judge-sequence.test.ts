import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSteps, type Step } from '../../conformance/case-steps.ts';
import { judgeSequence } from '../../conformance/judge-sequence.ts';

const CASES = join(import.meta.dirname, '../../conformance/cases');

function steps(name: string): readonly Step[] {
  return readSteps(join(CASES, name));
}

it('sees a service that would run another image', () => {
  const [first, second] = steps('update-03-replicas');
  if (first === undefined || second === undefined) throw new Error('the case has no steps');
  const changed = second.material.files.map(({ path, text }) => ({
    path,
    text: text.replace('nginx:', 'other:'),
  }));
  expect(judgeSequence([first, { ...second, material: { ...second.material, files: changed } }])).toEqual({
    verdict: 'differs',
    detail: `${second.name}: demo_web runs nginx:1 with docker, other:1 with us`,
  });
});

it('sees a service that only we would start anew', () => {
  const [first, second] = steps('update-03-replicas');
  if (first === undefined || second === undefined) throw new Error('the case has no steps');
  const changed = second.material.files.map(({ path, text }) => ({
    path,
    text: text.replace('"nginx:1"', '"nginx:1", hostname: other'),
  }));
  expect(judgeSequence([first, { ...second, material: { ...second.material, files: changed } }])).toEqual({
    verdict: 'differs',
    detail: `${second.name}: only we restart demo_web`,
  });
});

it('counts new content of a config, which docker cannot deploy, as better', () => {
  expect(judgeSequence(steps('update-04-config-content'))).toMatchObject({ verdict: 'better' });
});

it('sees a refusal of one side only', () => {
  const [first, second] = steps('update-16-mode-change');
  if (first === undefined || second === undefined) throw new Error('the case has no steps');
  expect(judgeSequence([first, { ...second, material: first.material }]).detail).toContain(
    'only docker refuses',
  );
  expect(judgeSequence([first, { ...second, recorded: {} }]).detail).toContain('only we refuse');
});

it('counts a service left running as better', () => {
  const [first, second] = steps('update-10-labels');
  if (first === undefined || second === undefined) throw new Error('the case has no steps');
  expect(judgeSequence([first, { ...second, material: first.material }])).toMatchObject({
    verdict: 'better',
  });
});
