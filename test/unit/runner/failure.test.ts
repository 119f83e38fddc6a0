import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../shared/errors/engine-error.ts';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { UserError } from '../../../shared/errors/user-error.ts';
import { CancelledError } from '../../../shared/runner/cancellation.ts';
import { describeFailure } from '../../../shared/runner/failure.ts';

const mistake = new UserError('No such key.', {
  fix: 'Remove it.',
  position: { file: 'a.yml', line: 2, column: 5 },
});

describe('describeFailure', () => {
  it('says where, what and how to mend it', () => {
    expect(describeFailure(mistake)).toEqual(['a.yml:2:5: No such key.', '  Remove it.']);
  });

  it('gives the words of the engine, with a full stop, and our hint', () => {
    const error = new EngineError('Cannot list services: not a manager', { hint: 'Connect to a manager.' });
    expect(describeFailure(error)).toEqual([
      'Cannot list services: not a manager.',
      '  Connect to a manager.',
    ]);
  });

  it('names all of several mistakes', () => {
    expect(describeFailure(new SeveralErrors([mistake, new UserError('Second.')]))).toHaveLength(3);
  });

  it('does not call a cancellation a bug', () => {
    expect(describeFailure(new CancelledError()).join(' ')).not.toContain('bug');
  });

  it('owns up to a bug and shows no stack', () => {
    const lines = describeFailure(new TypeError('x is undefined')).join('\n');
    expect(lines).toContain('probably a bug in swarm-delivery: x is undefined');
    expect(lines).not.toContain('failure.test.ts');
    expect(describeFailure('thrown text')[0]).toContain('thrown text');
  });
});
