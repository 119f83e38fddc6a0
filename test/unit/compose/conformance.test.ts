import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../conformance/conformance-case.ts';
import { type Judgment, judgeCase } from '../../conformance/judge-case.ts';

const CASES = join(import.meta.dirname, '../../conformance/cases');

const judgments = new Map<string, Judgment>(
  readdirSync(CASES).map((name) => [name, judgeCase(readCase(join(CASES, name)))]),
);

function named(verdict: Judgment['verdict']): readonly string[] {
  return [...judgments].filter(([, judgment]) => judgment.verdict === verdict).map(([name]) => name);
}

describe('readStackFiles against the recordings of docker stack deploy', () => {
  it('differs nowhere but where a deviation is named', () => {
    const differing = [...judgments].filter(([, { verdict }]) => verdict === 'differs');
    expect(differing).toEqual([]);
  });

  it('sends the same bodies and refuses the same files, in numbers that only grow', () => {
    expect(judgments.size).toBe(380);
    expect(named('equal').length).toBeGreaterThanOrEqual(166);
    expect(named('same refusal').length).toBeGreaterThanOrEqual(129);
    expect(named('better').length).toBeLessThanOrEqual(85);
  });
});
