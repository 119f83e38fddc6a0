import type { WantedAnswer, WantedBody } from '../../compose/delivery/check.ts';
import type { HttpAnswer } from './http-answer.ts';

const MOST_SHOWN = 120;

/** What is wrong with an answer, as a clause that follows the name of who gave it; undefined when nothing is. */
export function judgeAnswer(
  answer: HttpAnswer & { readonly milliseconds: number },
  wanted: WantedAnswer,
): string | undefined {
  const { status, body, milliseconds } = answer;
  if (!wanted.status.some((pattern) => fits(status, pattern))) {
    return `answers ${status} where ${wanted.status.join(' or ')} is expected${quoted(body)}`;
  }
  if (wanted.body !== undefined && !matches(body, wanted.body)) {
    return `answers ${status}, but its body does not ${wordsOf(wanted.body)}${quoted(body)}`;
  }
  if (wanted.withinMs !== undefined && milliseconds > wanted.withinMs) {
    return `answers ${status} after ${milliseconds} ms where ${wanted.withinMs} ms are allowed`;
  }
  return undefined;
}

function fits(status: number, pattern: string): boolean {
  return pattern.endsWith('xx') ? `${status}`.startsWith(pattern.charAt(0)) : `${status}` === pattern;
}

function matches(body: string, wanted: WantedBody): boolean {
  return 'text' in wanted
    ? body.includes(wanted.text)
    : new RegExp(wanted.expression, wanted.flags).test(body);
}

function wordsOf(wanted: WantedBody): string {
  return 'text' in wanted
    ? `contain ${JSON.stringify(wanted.text)}`
    : `match /${wanted.expression}/${wanted.flags}`;
}

/** The beginning of a body, on one line. */
function quoted(body: string): string {
  const line = body.replace(/\s+/g, ' ').trim();
  if (line === '') return '; its body is empty';
  const shown = line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
  return `; its body begins: ${shown}`;
}
