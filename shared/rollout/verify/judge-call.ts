import type { WantedAnswer } from '../../compose/delivery/check.ts';
import { readHttpAnswer } from './http-answer.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { ProbeCall } from './probe-report.ts';

/** What is wrong with a call: nobody listens, somebody listens and says nothing, or says the wrong thing. */
export interface CallProblem {
  readonly kind: 'unreachable' | 'silent' | 'wrong-answer';
  /** Follows the name of who was called. */
  readonly words: string;
}

export interface WantedCall {
  /** Absent: a connection is enough. */
  readonly answer?: WantedAnswer;
  readonly timeoutMs: number;
}

/** Undefined when the call went as wanted. */
export function judgeCall(call: ProbeCall, wanted: WantedCall): CallProblem | undefined {
  const seconds = Math.ceil(wanted.timeoutMs / 1000);
  if (call.exitCode === 1 && call.answer.length === 0 && call.complaint !== '') {
    return { kind: 'unreachable', words: `takes no connection (${reasonOf(call.complaint, seconds)})` };
  }
  if (wanted.answer === undefined) return undefined;
  if (call.answer.length === 0) {
    return call.wholeMs >= seconds * 1000
      ? { kind: 'silent', words: `takes connections but answers nothing within ${seconds} s: it hangs` }
      : { kind: 'silent', words: 'takes connections but hangs up without an answer' };
  }
  const answer = readHttpAnswer(call.answer);
  if (answer === undefined)
    return { kind: 'wrong-answer', words: 'answers, but not in HTTP: its port may be for something else' };
  // A server that does not hang up is timed by its first byte, because nobody knows when it was done.
  const milliseconds = call.exitCode === 0 ? call.wholeMs : call.firstByteMs;
  const words = judgeAnswer({ ...answer, milliseconds }, wanted.answer);
  return words === undefined ? undefined : { kind: 'wrong-answer', words };
}

/** The complaint without the program's and the host's name. */
function reasonOf(complaint: string, seconds: number): string {
  const words = complaint.split(': ').at(-1)?.toLowerCase() ?? '';
  if (/timed out/.test(words)) return `no sign within ${seconds} s`;
  return /bad address/.test(words) ? 'its name gives no address' : words;
}
