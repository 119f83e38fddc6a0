import { describe, expect, it } from 'vitest';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { secretsToReplace } from '../../../shared/release/secrets-to-replace.ts';
import { desiredStack, POSITION } from '../../support/swarm-objects.ts';

const stack = desiredStack({
  secrets: [
    { spec: { Name: 'demo_word', Labels: {} }, position: POSITION },
    { spec: { Name: 'own-name', Labels: {} }, position: POSITION },
  ],
  external: { networks: [], configs: [], secrets: [{ name: 'theirs', position: POSITION }] },
});

describe('secretsToReplace', () => {
  it('takes names as in the stack file and full ones', () => {
    expect([...secretsToReplace(stack, ['word', 'own-name', 'demo_word'])]).toEqual([
      'demo_word',
      'own-name',
    ]);
    expect([...secretsToReplace(stack, [])]).toEqual([]);
  });

  it('refuses what the stack does not make', () => {
    const refuse = (): unknown => secretsToReplace(stack, ['theirs', 'wrod']);
    expect(refuse).toThrow(SeveralErrors);
    try {
      refuse();
    } catch (error) {
      expect((error as SeveralErrors).errors.map(({ message, fix }) => `${message} ${fix}`)).toEqual([
        'Input "replace-secrets": "theirs" is external, so that others keep it. Write one of demo_word, own-name, or leave it out.',
        'Input "replace-secrets": "wrod" is no secret of the stack files. Write one of demo_word, own-name, or leave it out.',
      ]);
    }
  });
});
