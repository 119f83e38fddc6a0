import { describe, expect, it } from 'vitest';
import type { WantedAnswer } from '../../../../shared/compose/delivery/check.ts';
import { judgeCall } from '../../../../shared/rollout/verify/judge-call.ts';
import type { ProbeCall } from '../../../../shared/rollout/verify/probe-report.ts';

const ANSWERED: ProbeCall = {
  ...{ address: 'web', port: 8080, exitCode: 0, firstByteMs: 40, wholeMs: 90, complaint: '' },
  answer: Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
};
const SILENT: ProbeCall = { ...ANSWERED, answer: Buffer.alloc(0) };

function judge(call: Partial<ProbeCall>, answer: Partial<WantedAnswer> | undefined = {}): string | undefined {
  const wanted = answer === undefined ? {} : { answer: { status: ['2xx'], ...answer } };
  const problem = judgeCall({ ...ANSWERED, ...call }, { timeoutMs: 2000, ...wanted });
  return problem === undefined ? undefined : `${problem.kind}: ${problem.words}`;
}

const answering = (text: string): Partial<ProbeCall> => ({ answer: Buffer.from(text) });

describe('judgeCall', () => {
  it('is content with what is wanted', () => {
    expect(judge({})).toBeUndefined();
    expect(judge({}, { status: ['404', '200'], body: { text: 'ok' }, withinMs: 90 })).toBeUndefined();
    expect(judge({}, { body: { expression: '^OK$', flags: 'i' } })).toBeUndefined();
    expect(judge(answering('HTTP/1.0 204\r\n\r\n'))).toBeUndefined();
  });

  it('names another status, body or time, and shows the body on one line', () => {
    expect(judge(answering('HTTP/1.1 503 Busy\r\n\r\nno\n  database'))).toBe(
      'wrong-answer: answers 503 where 2xx is expected; its body begins: no database',
    );
    expect(judge({}, { body: { text: 'fine' } })).toBe(
      'wrong-answer: answers 200, but its body does not contain "fine"; its body begins: ok',
    );
    expect(judge(answering('HTTP/1.1 200 OK\r\n\r\n'), { body: { expression: 'a|b', flags: 'i' } })).toBe(
      'wrong-answer: answers 200, but its body does not match /a|b/i; its body is empty',
    );
    expect(judge({}, { withinMs: 50 })).toBe('wrong-answer: answers 200 after 90 ms where 50 ms are allowed');
    expect(judge(answering(`HTTP/1.1 500 No\r\n\r\n${'x'.repeat(300)}`))?.length).toBeLessThan(220);
  });

  it('times a server that does not hang up by its first byte', () => {
    expect(judge({ exitCode: 143, wholeMs: 3000 }, { withinMs: 50 })).toBeUndefined();
    expect(judge({ exitCode: 143, wholeMs: 3000 }, { withinMs: 30 })).toContain('after 40 ms');
  });

  it('joins the chunks of a body, also when the last one is cut off', () => {
    const chunked = (body: string) =>
      answering(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
    expect(
      judge(chunked('2\r\nhe\r\nA;x=y\r\nllo, world\r\n0\r\n\r\n'), { body: { text: 'hello, world' } }),
    ).toBeUndefined();
    expect(judge(chunked('ff\r\nhello'), { body: { expression: '^hello$', flags: '' } })).toBeUndefined();
    expect(judge(chunked('no size\r\nhello'), { body: { text: 'hello' } })).toContain('its body is empty');
  });

  it('tells one that hangs from one that hangs up and one that speaks something else', () => {
    expect(judge({ ...SILENT, exitCode: 143, wholeMs: 3010 })).toBe(
      'silent: takes connections but answers nothing within 2 s: it hangs',
    );
    expect(judge(SILENT)).toBe('silent: takes connections but hangs up without an answer');
    expect(judge(answering('220 mail ready\r\n'))).toMatch(/^wrong-answer: answers, but not in HTTP/);
  });

  it('says why nobody takes the connection', () => {
    const failed = (complaint: string) => judge({ ...SILENT, exitCode: 1, complaint });
    expect(failed("nc: can't connect to remote host (10.0.1.3): Connection refused")).toBe(
      'unreachable: takes no connection (connection refused)',
    );
    expect(failed('nc: timed out')).toBe('unreachable: takes no connection (no sign within 2 s)');
    expect(failed("nc: bad address 'web'")).toBe(
      'unreachable: takes no connection (its name gives no address)',
    );
  });

  it('is content with a connection when no answer is wanted', () => {
    expect(judgeCall(SILENT, { timeoutMs: 2000 })).toBeUndefined();
    expect(judgeCall({ ...SILENT, exitCode: 143, wholeMs: 3010 }, { timeoutMs: 2000 })).toBeUndefined();
  });
});
