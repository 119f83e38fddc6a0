import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { run } from '../cluster/command.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { loadImageAs } from '../cluster/images.ts';

interface State {
  readonly Running: boolean;
  readonly OOMKilled: boolean;
  readonly ExitCode: number;
}

describe('the test images', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ workers: 0 });
  });
  afterAll(() => cluster.down());

  const docker = (...args: readonly string[]) =>
    run('docker', ['--host', `unix://${cluster.manager.socketPath}`, ...args]);
  const create = async (variables: Readonly<Record<string, string>>, ...options: readonly string[]) => {
    const environment = Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const id = await docker('run', '--detach', ...environment, ...options, 'localhost:1/app:1', 'ignored');
    return id.trim();
  };
  const stateOf = async (id: string) => {
    const path = `/containers/${id}/json`;
    const { State } = await callEngine<{ State: State }>({ socketPath: cluster.manager.socketPath, path });
    return State;
  };
  const exitOf = (id: string) =>
    eventually('the exit', async () => {
      const state = await stateOf(id);
      return state.Running ? undefined : state;
    });
  const get = (id: string, path: string) =>
    docker('exec', id, 'wget', '-q', '-O', '-', `http://127.0.0.1:8080${path}`);

  it('serve their version and their health', async () => {
    const id = await create({});
    await eventually('the server', () => get(id, '/').catch(() => undefined), 10);
    expect(await get(id, '/')).toBe('1\n');
    expect(await get(id, '/health')).toBe('ok\n');
  });

  it('are all that a command run in their containers sees', async () => {
    const id = await create({});
    expect((await docker('exec', id, 'ls', '/')).split('\n')).toEqual([
      'app',
      'bin',
      'dev',
      'etc',
      'healthcheck',
      'proc',
      'sys',
      'tmp',
      'www',
      '',
    ]);
  });

  it('run without a writable file system and as any user', async () => {
    const id = await create({ PORT: '80' }, '--read-only', '--user', '1234:1234');
    const fetched = () =>
      docker('exec', id, 'wget', '-q', '-O', '-', 'http://127.0.0.1/').catch(() => undefined);
    expect(await eventually('the server', fetched, 10)).toBe('1\n');
  });

  it('end with 0 at once on SIGTERM, also while starting, unless told to ignore it', async () => {
    const [plain, starting, deaf] = [
      await create({}),
      await create({ START_DELAY: '60' }),
      await create({ IGNORE_SIGTERM: '1' }),
    ];
    const since = Date.now();
    await docker('stop', '--time', '5', plain, starting);
    expect(Date.now() - since).toBeLessThan(4000);
    expect([(await stateOf(plain)).ExitCode, (await stateOf(starting)).ExitCode]).toEqual([0, 0]);
    await docker('stop', '--time', '1', deaf);
    expect((await stateOf(deaf)).ExitCode).toBe(137);
  });

  it('crash on time with their last words and their exit code', async () => {
    const id = await create({ CRASH_AFTER: '0.5', CRASH_CODE: '7', LOG_LINES: '3' });
    expect((await exitOf(id)).ExitCode).toBe(7);
    expect(await docker('logs', id)).toBe('line 1\nline 2\nline 3\n');
    const path = `/containers/${id}/logs?stderr=1`;
    const complaint = await callEngine<string>({ socketPath: cluster.manager.socketPath, path });
    expect(complaint).toContain('fatal: crashed on purpose after 0.5 s');
  });

  it('run once, with all their lines', async () => {
    const id = await create({ RUN_ONCE: '0', LOG_LINES: '2000' });
    expect((await exitOf(id)).ExitCode).toBe(0);
    expect((await docker('logs', id)).split('\n')).toHaveLength(2001);
  });

  it('write lines steadily', async () => {
    const id = await create({ LOG_EVERY: '0.1', LOG_LINES: '4' });
    await eventually(
      'four lines',
      async () => (await docker('logs', id)).includes('line 4') || undefined,
      10,
    );
    expect((await stateOf(id)).Running).toBe(true);
  });

  it('pass their health check only after the start and until told otherwise', async () => {
    const id = await create({ START_DELAY: '3', UNHEALTHY_AFTER: '6' });
    const verdict = () => docker('exec', id, '/healthcheck').catch(String);
    for (const words of ['not started yet', 'ok\n', 'unhealthy on purpose after 6 s']) {
      await eventually(
        `the verdict "${words}"`,
        async () => (await verdict()).includes(words) || undefined,
        15,
      );
    }
  });

  it('are healthy for an engine that is told their health check', async () => {
    const id = await create({}, '--health-cmd', '/healthcheck', '--health-interval', '200ms');
    const health = () => docker('inspect', '--format', '{{.State.Health.Status}}', id);
    await eventually('health', async () => (await health()) === 'healthy\n' || undefined, 20);
  });

  it('use up their memory until the kernel ends them', async () => {
    const id = await create({ LEAK_MB: '10' }, '--memory', '24m');
    expect(await exitOf(id)).toMatchObject({ ExitCode: 137, OOMKilled: true });
  });

  it('can take any name and further variables', async () => {
    await loadImageAs(cluster, ['nginx:1.25-alpine', 'ghcr.io/team/api'], { environment: { PORT: '80' } });
    const id = (await docker('run', '--detach', 'nginx:1.25-alpine', 'nginx', '-g', 'daemon off;')).trim();
    const fetched = () =>
      docker('exec', id, 'wget', '-q', '-O', '-', 'http://127.0.0.1/').catch(() => undefined);
    expect(await eventually('the server', fetched, 10)).toBe('1.25-alpine\n');
    const untagged = ['--rm', '--entrypoint', 'sh', 'ghcr.io/team/api'];
    expect(await docker('run', ...untagged, '-c', 'echo $VERSION $PORT')).toBe('latest 80\n');
  });
});
