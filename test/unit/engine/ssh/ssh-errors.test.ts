import { describe, expect, it } from 'vitest';
import {
  explainSshFailure,
  isDroppedBeforeHandshake,
  type SshFailure,
} from '../../../../shared/engine/ssh/ssh-errors.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { UserError } from '../../../../shared/errors/user-error.ts';
import { wordsOf } from '../../../support/refusal.ts';

const hop = { user: 'deploy', host: 'manager', port: 2222 };
const bastion = { user: 'jump', host: 'bastion', port: 22 };

function failure(
  message: string,
  details: Readonly<Record<string, unknown>> = {},
  more: Partial<SshFailure> = {},
): SshFailure {
  return {
    error: Object.assign(new Error(message), details),
    phase: 'connect',
    hop,
    isJump: false,
    credential: 'ssh-key',
    readyTimeoutMs: 20_000,
    tries: 1,
    knownKeyTypes: [],
    ...more,
  };
}

function words(...parts: Parameters<typeof failure>): string {
  return wordsOf(explainSshFailure(failure(...parts)));
}

describe('explainSshFailure', () => {
  it.each([
    ['getaddrinfo ENOTFOUND manager', 'ENOTFOUND', 'no such host name. Check the spelling'],
    [
      'getaddrinfo EAI_AGAIN manager',
      'EAI_AGAIN',
      'the host name could not be looked up. Check the spelling',
    ],
    [
      'connect ECONNREFUSED 10.0.0.1:2222',
      'ECONNREFUSED',
      'connection refused. Nothing listens on that port',
    ],
    ['connect EHOSTUNREACH 10.0.0.1:2222', 'EHOSTUNREACH', 'no route to the host. Check the address'],
    [
      'connect ENETUNREACH fd00::1:2222',
      'ENETUNREACH',
      'no route to its network. Check the address; a runner may have no IPv6',
    ],
    [
      'connect ETIMEDOUT 10.0.0.1:2222',
      'ETIMEDOUT',
      'no answer. Check the address and the port, and that a firewall',
    ],
    ['connect EACCES 10.0.0.1:2222', 'EACCES', 'connect EACCES 10.0.0.1:2222. The log of sshd'],
  ])('explains %s', (message, code, expected) => {
    expect(words(message, { code, level: 'client-socket' })).toContain(
      `deploy@manager:2222 cannot be reached: ${expected}`,
    );
  });

  it('says how far a time-out got', () => {
    const timedOut = (phase: SshFailure['phase'], through?: typeof bastion) =>
      words(
        'Timed out while waiting for handshake',
        { level: 'client-timeout' },
        { phase, readyTimeoutMs: 1500, ...(through ? { through } : {}) },
      );
    expect(timedOut('connect')).toBe(
      'deploy@manager:2222 did not answer within 1.5 s. Check the address and the port, and that a firewall lets the runner through',
    );
    expect(timedOut('connect', bastion)).toContain('that a firewall lets the jump host through');
    expect(timedOut('handshake')).toContain('does not speak SSH in time: check the port');
    expect(timedOut('login')).toContain('did not finish the login: it may be overloaded');
  });

  it('names a jump host as one', () => {
    const text = words(
      'All configured authentication methods failed',
      { level: 'client-authentication' },
      { hop: bastion, isJump: true, phase: 'login' },
    );
    expect(text).toContain('jump host jump@bastion does not accept ssh-key for the user jump');
  });

  it('repeats the complaint of the agent', () => {
    const text = words(
      'All configured authentication methods failed',
      { level: 'client-authentication' },
      { credential: 'ssh-agent', agentComplaint: 'agent refused operation' },
    );
    expect(text).toContain('accepts no key of the ssh-agent (the agent says: agent refused operation)');
  });

  it('says when a server breaks off in the middle', () => {
    const text = words('read ECONNRESET', { code: 'ECONNRESET', level: 'client-socket' }, { phase: 'login' });
    expect(text).toBe(
      'deploy@manager:2222 broke off the login: read ECONNRESET. The log of sshd on the server says why (journalctl -u ssh)',
    );
  });

  it('hands on what was already put into words', () => {
    const refusal = new UserError('a refused host key', { fix: 'compare it' });
    expect(explainSshFailure({ ...failure(''), error: refusal })).toBe(refusal);
  });

  it('keeps mistakes of the user and failures of the network apart, and the cause with both', () => {
    const denied = failure('All configured authentication methods failed', {
      level: 'client-authentication',
    });
    expect(explainSshFailure(denied)).toBeInstanceOf(UserError);
    expect(explainSshFailure(denied).cause).toBe(denied.error);
    const refused = failure('connect ECONNREFUSED', { code: 'ECONNREFUSED' });
    expect(explainSshFailure(refused)).toBeInstanceOf(EngineError);
    expect(explainSshFailure(refused).cause).toBe(refused.error);
  });
});

describe('isDroppedBeforeHandshake', () => {
  it.each([
    ['Connection lost before handshake', {}, 'handshake', true],
    ['read ECONNRESET', { code: 'ECONNRESET' }, 'connect', true],
    ['read ECONNRESET', { code: 'ECONNRESET' }, 'handshake', true],
    ['read ECONNRESET', { code: 'ECONNRESET' }, 'login', false],
    ['All configured authentication methods failed', { level: 'client-authentication' }, 'login', false],
    ['connect ECONNREFUSED', { code: 'ECONNREFUSED' }, 'connect', false],
  ] as const)('judges %s %j while in %s: %s', (message, details, phase, expected) => {
    expect(isDroppedBeforeHandshake(failure(message, details, { phase }))).toBe(expected);
  });
});
