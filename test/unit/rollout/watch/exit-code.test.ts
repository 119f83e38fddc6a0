import { expect, it } from 'vitest';
import { exitCodeText } from '../../../../shared/rollout/watch/exit-code.ts';

it.each([
  [1, '1'],
  [127, '127 (not found)'],
  [137, '137 (SIGKILL)'],
  [139, '139 (SIGSEGV)'],
  [200, '200'],
])('%i', (code, text) => {
  expect(exitCodeText(code)).toBe(text);
});
