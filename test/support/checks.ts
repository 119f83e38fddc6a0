import type { HttpCheck, UrlCheck } from '../../shared/compose/delivery/check.ts';
import { POSITION } from './swarm-objects.ts';

const SOON = { intervalMs: 10, timeoutMs: 1_000, position: POSITION };

/** A check of `web:8080/health` from any node. */
export function httpCheck(changes: Partial<HttpCheck> = {}): HttpCheck {
  return {
    ...{ kind: 'http', name: 'http://web:8080/health', host: 'web', port: 8080, path: '/health' },
    ...{ from: 'one-node', networks: ['demo_default'], wanted: { status: ['2xx'] } },
    ...SOON,
    ...changes,
  };
}

/** A check of a page from the runner. */
export function urlCheck(changes: Partial<UrlCheck> = {}): UrlCheck {
  const url = 'https://shop.example.com/';
  return {
    ...{ kind: 'url', name: url, url, followRedirects: true, wanted: { status: ['2xx'] } },
    ...SOON,
    ...changes,
  };
}
