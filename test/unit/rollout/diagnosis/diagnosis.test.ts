import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../shared/engine/engine.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { confirmedCause } from '../../../../shared/rollout/diagnosis/confirmed-cause.ts';
import { diagnose, diagnosisLines } from '../../../../shared/rollout/diagnosis/diagnosis.ts';
import { gatherEvidence } from '../../../../shared/rollout/diagnosis/evidence.ts';
import { nextStep } from '../../../../shared/rollout/diagnosis/next-steps.ts';
import type { Cause } from '../../../../shared/rollout/watch/cause.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { look, node, POSITION, task } from '../../../support/swarm-objects.ts';

const crashed = task({
  ID: 'p0lcsfofc1zrxyz',
  Status: {
    State: 'failed',
    Err: 'task: non-zero exit (1)',
    Timestamp: '2026-01-01T10:00:08.5Z',
    ContainerStatus: { ContainerID: 'c', ExitCode: 1 },
  },
});
const cause: Cause = {
  kind: 'crashed',
  headline: 'its program ends with exit code 1',
  often: '2 times in slot 1',
  task: crashed,
};
const service = {
  id: 'service-web',
  key: 'web',
  name: 'demo_web',
  position: POSITION,
  action: 'create',
  wanted: null,
  replacesTasks: false,
  stableForMs: 10_000,
} as const;

const KILLED = { Status: 'exited', ExitCode: 137, OOMKilled: true };

describe('confirmedCause', () => {
  const stopped: Cause = { kind: 'stopped', headline: 'it stops', task: crashed };
  const health = (Status: 'healthy' | 'unhealthy') => ({
    Status: 'exited',
    ExitCode: 0,
    OOMKilled: false,
    Health: { Status, FailingStreak: 3, Log: null },
  });

  it('takes the word of the container, where there is one', () => {
    const killed: Cause = { ...cause, kind: 'killed' };
    expect(confirmedCause(killed, { log: [], container: KILLED })).toMatchObject({ kind: 'out-of-memory' });
    expect(confirmedCause(killed, { log: [] })).toBe(killed);
    expect(confirmedCause(killed, { log: [], container: { ...KILLED, OOMKilled: false } })).toBe(killed);
    expect(confirmedCause(stopped, { log: [], container: health('unhealthy') })).toMatchObject({
      kind: 'unhealthy',
      headline: 'its health check fails, 3 times in a row',
    });
    expect(confirmedCause(stopped, { log: [], container: health('healthy') })).toMatchObject({
      kind: 'ended',
    });
  });
});

describe('diagnose', () => {
  it('shows a crash on one screen', () => {
    const earlier = task({
      ID: 'first',
      CreatedAt: '2025-12-31T23:59:00Z',
      Status: { State: 'failed', Err: 'task: non-zero exit (1)', Timestamp: '2026-01-01T09:59:55Z' },
    });
    const diagnosis = diagnose(
      { service, outcome: 'failed', progress: '0/1 running', seconds: 21, cause },
      look(0, { tasks: [earlier, crashed], nodes: [node({ Description: { Hostname: 'worker-2' } })] }),
      { log: [{ stream: 'stderr', text: 'fatal: no database' }] },
    );
    expect(diagnosisLines(diagnosis)).toEqual([
      'web: its program ends with exit code 1 (2 times in slot 1)',
      '  task      p0lcsfofc1zr, slot 1, node worker-2, failed',
      '  image     app:1',
      '  engine    task: non-zero exit (1)',
      '  exit code 1',
      '  log       last line',
      '    | fatal: no database',
      '  history   slot 1, newest first, from creation to this state, in UTC',
      '    00:00:00 - 10:00:08  failed  worker-2  app:1  task: non-zero exit (1)',
      '    23:59:00 - 09:59:55  failed  worker-2  app:1  task: non-zero exit (1)',
      '  next      Mend what its last words above say; without any, start the image by hand with the same command and variables.',
    ]);
  });

  it('says what a service that ran out of time was waiting for', () => {
    const result = {
      service,
      outcome: 'timed-out',
      progress: '1/3 running, slot 2 starting on e1',
      seconds: 600,
    } as const;
    const waitsFor = task({ Slot: 2, Status: { State: 'starting' } });
    const diagnosis = diagnose({ ...result, waitsFor }, look(0), { log: [] });
    expect(diagnosis.headline).toBe('web: not as wanted in time: 1/3 running, slot 2 starting on e1');
    expect(diagnosis.details[0]).toBe('  task      task-1, slot 2, node e1, starting');
  });
});

describe('gatherEvidence', () => {
  it('asks the registry why an image cannot be had, and the tasks for their last words', async () => {
    const image: Cause = { kind: 'image-missing', headline: '', task: crashed };
    const asked: string[] = [];
    const engine = fakeEngine({
      images: {
        distribution: async (reference) => {
          asked.push(reference);
          throw new EngineError('manifest unknown');
        },
      },
      logs: { ofTask: async (id) => [{ stream: 'stdout', text: `words of ${id}` }] },
      containers: {
        inspect: async () => Promise.reject(new EngineError('No such container', { status: 404 })),
      },
    });
    expect(await gatherEvidence(engine, { cause: image })).toEqual({ log: [], registry: 'manifest unknown' });
    expect(asked).toEqual(['app:1']);
    expect((await gatherEvidence(engine, { cause })).log).toEqual([
      { stream: 'stdout', text: 'words of p0lcsfofc1zrxyz' },
    ]);
  });

  it('tells that a log cannot be had instead of failing', async () => {
    const engine: Engine = fakeEngine({
      logs: {
        ofTask: async () => {
          throw new EngineError('no answer within 5 s');
        },
      },
      containers: { inspect: async (Id) => ({ Id, State: KILLED }) },
    });
    expect(await gatherEvidence(engine, { cause })).toEqual({
      log: [],
      logMissing: 'no answer within 5 s',
      container: KILLED,
    });
  });

  it('asks once more for a log that is empty, because last words can lag', async () => {
    let asked = 0;
    const engine = fakeEngine({
      logs: {
        ofTask: async () => {
          asked += 1;
          return asked === 1 ? [] : [{ stream: 'stderr', text: 'late' }];
        },
      },
      containers: { inspect: async (Id) => ({ Id, State: KILLED }) },
    });
    expect((await gatherEvidence(engine, { cause })).log).toEqual([{ stream: 'stderr', text: 'late' }]);
  });
});

describe('nextStep', () => {
  it('does not send people to look for a wrong tag when the registry is out of reach', () => {
    expect(nextStep('image-missing', 'dial tcp 127.0.0.1:1: connect: connection refused')).toMatch(
      /cannot reach/,
    );
    expect(nextStep('image-missing', 'manifest unknown')).toMatch(/push the image/);
    expect(nextStep('image-missing', 'no basic auth credentials')).toMatch(/registry-username/);
    expect(nextStep('image-missing', 'the registry has it (sha256:1): the node')).toMatch(/log the nodes in/);
    expect(nextStep('image-missing', 'No such image: app:1')).toMatch(/wrong name or tag/);
    expect(nextStep('start-impossible', 'unable to find user nobody: no matching entries')).toMatch(/user/);
  });

  it.each([
    ['no suitable node (scheduling constraints not satisfied on 3 nodes)', /placement\.constraints/],
    ['no suitable node (insufficient resources on 3 nodes)', /reservations/],
    ['no suitable node (host-mode port already in use on 3 nodes)', /host port/],
    ['no suitable node (max replicas per node limit exceed)', /max_replicas_per_node/],
    ['no suitable node (3 nodes not available for new tasks)', /drained/],
    ['something new', /docker node ls/],
  ])('knows a way out of "%s"', (words, hint) => {
    expect(nextStep('no-suitable-node', words)).toMatch(hint);
  });
});
