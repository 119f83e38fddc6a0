import { describe, expect, it } from 'vitest';
import { explainFetchError } from '../../../../shared/rollout/verify/fetch-errors.ts';

const failed = (cause: unknown) => new TypeError('fetch failed', { cause });
const withCode = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('explainFetchError', () => {
  it('explains the code of the innermost cause', () => {
    expect(explainFetchError(failed(withCode('CERT_HAS_EXPIRED', 'certificate has expired')))).toBe(
      'its certificate has expired; renew it (certificate has expired)',
    );
    expect(explainFetchError(failed(withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND shop')))).toBe(
      'its name is unknown to the runner; compare it with the DNS records (getaddrinfo ENOTFOUND shop)',
    );
  });

  it('looks into errors of several addresses', () => {
    const both = new AggregateError([withCode('ECONNREFUSED', 'connect ECONNREFUSED ::1:1'), new Error('x')]);
    expect(explainFetchError(failed(both))).toMatch(/^nothing listens there.*ECONNREFUSED/);
  });

  it('gives the words of what it does not know', () => {
    expect(explainFetchError(failed(new Error('bad port')))).toBe('bad port');
    expect(explainFetchError(failed(withCode('EODD', '')))).toBe('EODD');
    expect(explainFetchError('odd')).toBe('odd');
  });
});
