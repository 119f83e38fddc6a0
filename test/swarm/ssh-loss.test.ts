import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDelayProxy } from '../cluster/delay-proxy.ts';
import type { SshdOptions } from '../cluster/sshd.ts';
import { engineOfFile } from '../support/engine-of-file.ts';
import { wordsOf } from '../support/refusal.ts';
import {
  apiVersion,
  type ConnectOverrides,
  connectTo,
  getResponse,
  type RigConnection,
  testSshd,
} from '../support/ssh-rig.ts';

const engine = engineOfFile();

async function connectByProxy(
  settings: Omit<SshdOptions, 'directory' | 'engineSocket'> = {},
  overrides: ConnectOverrides = {},
) {
  const sshd = await testSshd({ engineSocket: engine.socketPath, ...settings });
  const proxy = await startDelayProxy({ target: { host: sshd.host, port: sshd.port }, rttMs: 2 });
  onTestFinished(() => proxy.stop());
  const connection = await connectTo(sshd, { port: proxy.port, ...overrides });
  return { sshd, proxy, connection };
}

/** Calls that get no answer, because the line is dead; the reasons they fail for once it breaks. */
async function failuresOf(calls: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  return (await Promise.allSettled(calls)).map((result) =>
    result.status === 'rejected' ? result.reason : result.value,
  );
}

async function lossesLogged({ lines }: RigConnection, count: number): Promise<void> {
  const losses = () => lines.filter((line) => line.includes('was lost')).length;
  await expect.poll(losses, { timeout: 10_000 }).toBe(count);
}

/** Far less than any time-out that could end the calls instead, and enough for a busy machine. */
const LATEST_MS = 5000;

const WAYS = [
  ['forwarding', {}],
  ['dial-stdio', { settings: { AllowStreamLocalForwarding: 'no' } }],
] as const;

describe('a connection that breaks', () => {
  it.each(WAYS)(
    'fails all that is under way at once, and the next calls share a new one, by %s',
    async (_name, options) => {
      const { sshd, proxy, connection } = await connectByProxy(options);
      const { agent, lines } = connection;
      await Promise.all(Array.from({ length: 6 }, () => apiVersion(agent)));
      const events = await getResponse(agent, '/events');
      const streamFailure = once(events, 'error');
      events.resume();
      await proxy.freeze();
      const pending = failuresOf(Array.from({ length: 5 }, () => apiVersion(agent)));
      await sleep(50);
      const start = performance.now();
      await proxy.cut();
      const failures = await pending;
      await streamFailure;
      expect(performance.now() - start).toBeLessThan(LATEST_MS);
      for (const failure of failures) expect(failure).toMatchObject({ code: 'ESSHLOST' });
      expect(String(failures[0])).toBe(
        `Error: The SSH connection to root@127.0.0.1:${proxy.port} was lost: it was reset`,
      );

      await Promise.all(Array.from({ length: 20 }, () => apiVersion(agent)));
      expect(await sshd.connections()).toBe(2);
      expect(lines.filter((line) => line.startsWith('Connected to'))).toHaveLength(2);
      expect(lines).toContain(`The SSH connection to root@127.0.0.1:${proxy.port} was lost: it was reset`);
    },
  );

  it('fails calls while the server is away, and works when it is back', async () => {
    const { sshd, connection } = await connectByProxy();
    await apiVersion(connection.agent);
    await sshd.cutSessions();
    await lossesLogged(connection, 1);
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    await sshd.stop();
    await lossesLogged(connection, 2);
    const [failure] = await failuresOf([apiVersion(connection.agent)]);
    expect(wordsOf(failure)).toMatch(/closed the connection before the SSH handshake|cannot be reached/);
  });

  it('checks the host key again', async () => {
    const { sshd, proxy, connection } = await connectByProxy();
    await apiVersion(connection.agent);
    const impostor = await testSshd({ engineSocket: engine.socketPath });
    await proxy.retarget({ host: impostor.host, port: impostor.port });
    await proxy.cut();
    await lossesLogged(connection, 1);
    const [failure] = await failuresOf([apiVersion(connection.agent)]);
    expect(wordsOf(failure)).toContain('shows another host key than the known one');
    expect(await sshd.connections()).toBe(1);
  });

  it('is noticed when the line is dead but not closed', async () => {
    const { proxy, connection } = await connectByProxy(
      {},
      { keepaliveIntervalMs: 150, keepaliveCountMax: 2 },
    );
    await apiVersion(connection.agent);
    await proxy.freeze();
    const start = performance.now();
    const [failure] = await failuresOf([apiVersion(connection.agent)]);
    expect(performance.now() - start).toBeLessThan(LATEST_MS);
    expect(failure).toMatchObject({
      code: 'ESSHLOST',
      message: expect.stringContaining('was lost: it no longer answers'),
    });
  });
});

describe('an engine that restarts', () => {
  it.each(WAYS)('is told from a lost connection, which goes on, by %s', async (_name, options) => {
    const { sshd, connection } = await connectByProxy(options);
    await apiVersion(connection.agent);
    await engine.node.stop();
    // A call on a pooled connection that is just ending would fail like any other reset one.
    const pooled = () => Object.values(connection.agent.freeSockets).flat();
    await expect.poll(pooled, { timeout: 10_000 }).toEqual([]);
    const failures = await failuresOf(Array.from({ length: 20 }, () => apiVersion(connection.agent)));
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: expect.stringMatching(/^(ENOENT|ECONNREFUSED)$/) });
      expect(wordsOf(failure)).toMatch(/systemctl status docker$/);
    }
    await engine.node.start();
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect(await sshd.connections()).toBe(1);
  });
});
