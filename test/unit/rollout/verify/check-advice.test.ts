import { expect, it } from 'vitest';
import { checkAdvice } from '../../../../shared/rollout/verify/check-advice.ts';
import type { FindingKind } from '../../../../shared/rollout/verify/finding.ts';
import { httpCheck, urlCheck } from '../../../support/checks.ts';

it.each<[FindingKind, RegExp]>([
  ['unreachable', /the port with the one that the program listens on/],
  ['silent', /timeout of the check/],
  ['wrong-answer', /change what the check wants/],
  ['stale', /7946 and 4789\/udp/],
  ['missing', /repair: force/],
  ['exit', /last lines/],
  ['not-probed', /probe image/],
])('a check that found something %s is told a way out', (kind, words) => {
  expect(checkAdvice(httpCheck(), { kind, words: 'web:8080 is not well' })).toMatch(words);
});

it('tells a name without an address, and what a runner cannot reach, from a wrong port', () => {
  const nameless = 'web:8080 takes no connection (its name gives no address), asked from node e1';
  expect(checkAdvice(httpCheck(), { kind: 'unreachable', words: nameless })).toMatch(/^The name must be/);
  const closed = 'https://shop.example.com/ cannot be had: connection refused, asked from the runner';
  expect(checkAdvice(urlCheck(), { kind: 'unreachable', words: closed })).toMatch(/firewall/);
});
