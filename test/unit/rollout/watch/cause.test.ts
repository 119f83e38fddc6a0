import { describe, expect, it } from 'vitest';
import { causeOfEndedTask, failuresUntilCertain } from '../../../../shared/rollout/watch/cause.ts';
import { serviceSpec, task } from '../../../support/swarm-objects.ts';

/** Texts as engines 20.10.24, 26.1.5 and 28.5.2 wrote them into a task's status. */
describe('causeOfEndedTask', () => {
  it.each([
    ['rejected', 'No such image: registry.example/app:nope', 0, 'image-missing', 'image not found: app:1'],
    ['failed', 'task: non-zero exit (3)', 3, 'crashed', 'its program ends with exit code 3'],
    [
      'failed',
      'task: non-zero exit (137): dockerexec: unhealthy container',
      137,
      'unhealthy',
      'its health check fails',
    ],
    [
      'failed',
      'task: non-zero exit (137)',
      137,
      'killed',
      'killed with SIGKILL (exit code 137); its memory limit is 64 MiB',
    ],
    [
      'failed',
      'starting container failed: failed to create task for container: failed to create shim task: OCI runtime create failed: exec: "/no/such": stat /no/such: no such file or directory: unknown',
      127,
      'start-impossible',
      'its program cannot be started: /no/such: no such file or directory',
    ],
    [
      'rejected',
      'invalid mount config for type "bind": bind source path does not exist: /srv/x',
      0,
      'mount-invalid',
      'a mount cannot be made: invalid mount config for type "bind": bind source path does not exist: /srv/x',
    ],
    [
      'failed',
      'starting container failed: unable to get config from config store: config abc not found',
      128,
      'object-missing',
      undefined,
    ],
    [
      'failed',
      'starting container failed: driver failed programming external connectivity: Error starting userland proxy: listen tcp4 0.0.0.0:8091: bind: address already in use',
      128,
      'port-taken',
      'another program on the node has port 8091, which it publishes',
    ],
    [
      'failed',
      'starting container failed: failed to set up container networking: driver failed programming external connectivity on endpoint x: failed to bind host port for 0.0.0.0:8091:172.17.0.2:8080/tcp: address already in use',
      128,
      'port-taken',
      'another program on the node has port 8091, which it publishes',
    ],
    [
      'failed',
      'starting container failed: unable to find user nobody: no matching entries in passwd file',
      128,
      'start-impossible',
      'its program cannot be started: unable to find user nobody: no matching entries in passwd file',
    ],
    ['failed', 'task: non-zero exit (139)', 139, 'crashed', 'its program ends with exit code 139 (SIGSEGV)'],
    ['complete', undefined, 0, 'ended', 'its program ends by itself with exit code 0'],
    [
      'rejected',
      'resolving controller failed',
      0,
      'rejected',
      'the node rejects the task: resolving controller failed',
    ],
  ] as const)('%s, %s', (State, Err, ExitCode, kind, headline) => {
    const spec = serviceSpec({
      TaskTemplate: { ...serviceSpec().TaskTemplate, Resources: { Limits: { MemoryBytes: 64 * 1024 ** 2 } } },
    });
    const ended = task({
      Status: { State, ...(Err === undefined ? {} : { Err }), ContainerStatus: { ExitCode } },
    });
    const cause = causeOfEndedTask(ended, spec, true);
    expect(cause.kind).toBe(kind);
    if (headline !== undefined) expect(cause.headline).toBe(headline);
  });

  it('does not claim to know why a program with a health check stopped cleanly', () => {
    const spec = serviceSpec({}, { Healthcheck: { Test: ['CMD', '/check'] } });
    const stopped = task({ Status: { State: 'complete' } });
    expect(causeOfEndedTask(stopped, spec, true)).toMatchObject({
      kind: 'stopped',
      headline: 'it stops with exit code 0: its health check fails, or its program ends by itself',
    });
    expect(causeOfEndedTask(stopped, spec, false)).toMatchObject({
      kind: 'unhealthy',
      headline: 'it never got healthy and stops with exit code 0',
    });
  });

  it('is certain at once only where another try cannot differ', () => {
    expect(failuresUntilCertain('image-missing')).toBe(1);
    expect(failuresUntilCertain('crashed')).toBe(2);
  });
});
