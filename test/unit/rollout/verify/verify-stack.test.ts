import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { UrlCheck } from '../../../../shared/compose/delivery/check.ts';
import { Slots } from '../../../../shared/rollout/verify/slots.ts';
import { verifyStack } from '../../../../shared/rollout/verify/verify-stack.ts';
import { systemClock } from '../../../../shared/rollout/watch/clock.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { POSITION } from '../../../support/swarm-objects.ts';

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function check(url: string, changes: Partial<UrlCheck> = {}): UrlCheck {
  return {
    ...{ kind: 'url', name: 'shop', url, followRedirects: true, wanted: { status: ['2xx'] } },
    ...{ retries: 0, intervalMs: 10, timeoutMs: 2000, position: POSITION },
    ...changes,
  };
}

async function verify(checks: readonly UrlCheck[], signal = new AbortController().signal) {
  const log: string[] = [];
  const result = await verifyStack(fakeEngine({}), checks, {
    ...{ stack: 'demo', services: new Map(), probeImage: 'busybox', clock: systemClock, signal },
    log: { info: (line) => log.push(line), warning: (line) => log.push(line) },
  });
  const words = result.checks.flatMap(({ findings }) => findings.map((finding) => finding.words));
  return { ...result, log, words };
}

describe('verifyStack', () => {
  it('asks for a URL until it is as wanted, and says how it went, the same thing only once', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.writeHead(asked < 3 ? 503 : 200).end('well');
    });
    const { passed, checks, log } = await verify([check(`${url}/health?key=x`, { retries: 5 })]);
    expect(passed).toBe(true);
    expect(checks).toMatchObject([{ passed: true, attempts: 3, findings: [], repaired: false }]);
    expect(log.map((line) => line.replace(url, 'URL').replace(/\d\.\d s/, 'N s'))).toEqual([
      'verify shop: not yet: URL/health answers 503 where 2xx is expected; its body begins: well, asked from the runner',
      'verify shop: passed (N s, attempt 3)',
    ]);
  });

  it('follows redirects, or judges them', async () => {
    const url = await serve(({ url: path }, response) => {
      if (path === '/') response.writeHead(302, { location: '/home' }).end();
      else response.end('home');
    });
    const wanted = { status: ['302'] };
    const kept = check(url, { followRedirects: false, wanted });
    const { passed } = await verify([
      check(url, { wanted: { status: ['200'], body: { text: 'home' } } }),
      kept,
    ]);
    expect(passed).toBe(true);
    expect((await verify([{ ...kept, followRedirects: true }])).words[0]).toContain('answers 200 where 302');
  });

  it('tells an answer that never ends, one that is late, and a place without anybody', async () => {
    const hanging = await serve((_request, response) => response.write('half'));
    const slow = await serve((_request, response) => setTimeout(() => response.end(), 120));
    const { passed, words } = await verify([
      check(hanging, { timeoutMs: 300 }),
      check(slow, { wanted: { status: ['2xx'], withinMs: 50 } }),
      check(hanging.replace('http:', 'https:')),
    ]);
    expect(passed).toBe(false);
    expect(words[0]).toBe(`${hanging}/ gives no whole answer within 0.3 s, asked from the runner`);
    expect(words[1]).toMatch(/answers 200 after \d+ ms where 50 ms are allowed/);
    expect(words[2]).toMatch(/cannot be had: it speaks no TLS on that port; write http:/);
  });

  it('ends with the reason of its signal, also between two attempts', async () => {
    const cancelled = new AbortController();
    const url = await serve((_request, response) => {
      response.writeHead(500).end();
      cancelled.abort(new Error('cancelled'));
    });
    const running = verify([check(url, { retries: 9, intervalMs: 60_000 })], cancelled.signal);
    await expect(running).rejects.toThrow('cancelled');
  });

  it('has nothing against a stack without checks', async () => {
    expect(await verify([])).toMatchObject({ passed: true, checks: [], log: [] });
  });
});

describe('Slots', () => {
  it('lets so many work at a time, in order, and goes on after an error', async () => {
    const slots = new Slots(2);
    const open: (() => void)[] = [];
    const begun: number[] = [];
    const works = [0, 1, 2, 3].map((number) =>
      slots.use(async () => {
        begun.push(number);
        await new Promise<void>((resolve) => open.push(resolve));
        if (number === 0) throw new Error('broken');
      }),
    );
    const outcomes = Promise.allSettled(works);
    expect(begun).toEqual([0, 1]);
    for (let ended = 0; ended < 4; ended += 1) {
      open[ended]?.();
      await works[ended]?.catch(() => undefined);
      await Promise.resolve();
    }
    expect(begun).toEqual([0, 1, 2, 3]);
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });
});
