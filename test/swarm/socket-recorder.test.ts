import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { run } from '../cluster/command.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { imageArchive, loadArchive } from '../cluster/images.ts';
import { recordSocket, type SocketRecorder } from '../cluster/socket-recorder.ts';

describe('recordSocket in front of a real engine', () => {
  let cluster: Cluster;
  let folder = '';
  let recorder: SocketRecorder;
  beforeAll(async () => {
    cluster = await startCluster({ workers: 0 });
    folder = await mkdtemp(join(tmpdir(), 'recorder-test-'));
    recorder = await recordSocket({
      target: cluster.manager.socketPath,
      listen: join(folder, 'docker.sock'),
    });
  });
  afterAll(async () => {
    await recorder.stop();
    await rm(folder, { recursive: true });
    await cluster.down();
  });

  const seen = () => recorder.calls().map(({ method, path, status }) => `${method} ${path} ${status}`);
  const docker = (...args: readonly string[]) =>
    run('docker', ['--host', `unix://${recorder.path}`, ...args]);

  it('records every request of a kept connection with its status and time', async () => {
    recorder.reset();
    const since = Date.now();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const path of ['/_ping', '/nodes', '/services/none', '/_ping']) {
      const sent = request({ socketPath: recorder.path, path, agent });
      sent.end();
      const [response] = await once(sent, 'response');
      response.resume();
      await once(response, 'end');
    }
    agent.destroy();
    expect(seen()).toEqual(['GET /_ping 200', 'GET /nodes 200', 'GET /services/none 404', 'GET /_ping 200']);
    for (const { at } of recorder.calls()) expect(at).toBeGreaterThanOrEqual(since);
  });

  it('passes large uploads on unharmed', async () => {
    await loadArchive(recorder.path, await imageArchive(['localhost:1/recorded:1']));
    const images = await callEngine<readonly { readonly RepoTags: readonly string[] }[]>({
      socketPath: cluster.manager.socketPath,
      path: '/images/json',
    });
    expect(images.flatMap(({ RepoTags }) => RepoTags)).toContain('localhost:1/recorded:1');
  });

  it('passes a hijacked connection on in both directions', async () => {
    recorder.reset();
    const name = 'recorded';
    const echo = ['--interactive', '--rm', '--name', name, '--entrypoint', 'sh', 'localhost:1/app:1'];
    const output = await run(
      'docker',
      ['--host', `unix://${recorder.path}`, 'run', ...echo, '-c', 'cat; echo end'],
      {
        input: 'GET /not/a/request HTTP/1.1\r\n\r\n',
      },
    );
    expect(output).toBe('GET /not/a/request HTTP/1.1\r\n\r\nend\n');
    expect(seen().some((call) => /^POST \S+\/attach\S+ 101$/.test(call))).toBe(true);
    expect(seen().some((call) => call.includes('/not/a/request'))).toBe(false);
  });

  it('passes events on as they happen', async () => {
    recorder.reset();
    const events = request({ socketPath: recorder.path, path: '/events' });
    events.end();
    const [response] = await once(events, 'response');
    let text = '';
    response.on('data', (data: Buffer) => {
      text += String(data);
    });
    await docker('network', 'create', 'recorded');
    await eventually('the event', async () => text.includes('"recorded"') || undefined, 5);
    events.destroy();
    await docker('network', 'rm', 'recorded');
    expect(seen()[0]).toBe('GET /events 200');
  });

  it('refuses its client while the engine is not there, and works when it is back', async () => {
    recorder.reset();
    await cluster.manager.stop();
    const call = { socketPath: recorder.path, path: '/_ping' };
    await expect(callEngine(call)).rejects.toThrow();
    await cluster.manager.start();
    expect(await callEngine(call)).toBe('OK');
    expect(seen()).toEqual(['GET /_ping 200']);
  });

  it('shows a call that has no answer', async () => {
    const silent = createServer();
    silent.listen(join(folder, 'silent.sock'));
    const watcher = await recordSocket({
      target: join(folder, 'silent.sock'),
      listen: join(folder, 'watched.sock'),
    });
    const unanswered = callEngine({
      socketPath: watcher.path,
      method: 'POST',
      path: '/services/create',
      body: {},
    });
    await eventually('the call', async () => watcher.calls()[0], 5);
    expect(watcher.calls()[0]).toEqual({ method: 'POST', path: '/services/create', at: expect.any(Number) });
    silent.close();
    await Promise.all([watcher.stop(), expect(unanswered).rejects.toThrow('socket hang up')]);
  });
});
