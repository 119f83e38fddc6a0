import { describe, expect, it } from 'vitest';
import { objectNames } from '../../../../shared/rollout/preflight/object-names.ts';
import { told } from '../../../support/preflight-objects.ts';
import { desiredStack, POSITION } from '../../../support/swarm-objects.ts';

describe('objectNames', () => {
  it('finds a name that its version made too long', () => {
    const object = (Name: string) => ({ spec: { Name, Labels: {} }, position: POSITION });
    const long = `${'x'.repeat(56)}.01234567`;
    const stack = desiredStack({ configs: [object(long), object(long.slice(1))], secrets: [object(long)] });
    expect(told(objectNames(stack))).toEqual([
      `error The new content of a config would be named ${long}, which has 65 characters; Swarm takes 64.`,
      `error The new content of a secret would be named ${long}, which has 65 characters; Swarm takes 64.`,
    ]);
  });
});
