import type { UrlCheck } from '../../compose/delivery/check.ts';
import { explainFetchError } from './fetch-errors.ts';
import type { Finding } from './finding.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { Verification } from './verification.ts';

const MOST_BYTES = 1_048_576;

/** Asks for a URL from the runner, once, certificates checked. */
export async function checkUrl(
  check: UrlCheck,
  { clock, signal }: Pick<Verification, 'clock' | 'signal'>,
): Promise<readonly Finding[]> {
  const late = AbortSignal.timeout(check.timeoutMs);
  const startedAt = clock.now();
  const { origin, pathname } = new URL(check.url);
  const found = (kind: Finding['kind'], words: string): readonly Finding[] => [
    { kind, words: `${origin}${pathname} ${words}, asked from the runner` },
  ];
  try {
    const response = await fetch(check.url, {
      redirect: check.followRedirects ? 'follow' : 'manual',
      signal: AbortSignal.any([late, signal]),
      headers: { 'user-agent': 'swarm-delivery-probe', 'cache-control': 'no-cache' },
    });
    const body = await firstText(response);
    const milliseconds = Math.round(clock.now() - startedAt);
    const words = judgeAnswer({ status: response.status, body, milliseconds }, check.wanted);
    return words === undefined ? [] : found('wrong-answer', words);
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) return found('silent', `gives no whole answer within ${check.timeoutMs / 1000} s`);
    return found('unreachable', `cannot be had: ${explainFetchError(error)}`);
  }
}

/** The beginning of the body; the rest is not awaited. */
async function firstText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}
