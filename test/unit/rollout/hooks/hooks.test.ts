import { describe, expect, it } from 'vitest';
import type { Hook } from '../../../../shared/compose/delivery/hook.ts';
import { diagnosisLines } from '../../../../shared/rollout/diagnosis/diagnosis.ts';
import { diagnoseHook } from '../../../../shared/rollout/hooks/diagnose-hook.ts';
import { hookLines } from '../../../../shared/rollout/hooks/hook-lines.ts';
import { HookLog } from '../../../../shared/rollout/hooks/hook-log.ts';
import { hookSpec } from '../../../../shared/rollout/hooks/hook-spec.ts';
import { hooksDue } from '../../../../shared/rollout/hooks/hooks-due.ts';
import type { OneShotResult } from '../../../../shared/rollout/one-shot/one-shot-result.ts';
import { handClock, POSITION, serviceSpec, task } from '../../../support/swarm-objects.ts';

function hook(changes: Partial<Hook> = {}): Hook {
  return {
    phase: 'pre',
    name: 'migrate',
    service: 'web',
    command: ['bin/migrate'],
    environment: [],
    timeoutMs: 300_000,
    keepOnFailure: false,
    position: POSITION,
    ...changes,
  };
}

describe('hooksDue', () => {
  const facts = { changed: new Set(['web', 'api']), present: new Set(['db', 'api']) };

  it('passes over hooks whose services do not change or were not there', () => {
    const hooks = [
      hook(),
      hook({ name: 'a', ifChanged: ['db', 'web'], ifPresent: ['db', 'api'] }),
      hook({ name: 'b', ifChanged: ['db'] }),
      hook({ name: 'c', ifChanged: ['db', 'cache'] }),
      hook({ name: 'd', ifPresent: ['db', 'web'] }),
    ];
    const { due, passedOver } = hooksDue(hooks, facts);
    expect(due.map(({ name }) => name)).toEqual(['migrate', 'a']);
    expect(passedOver).toEqual([
      'pre hook b is passed over: db does not change.',
      'pre hook c is passed over: none of db, cache changes.',
      'pre hook d is passed over: web was not in the swarm before.',
    ]);
  });
});

describe('hookLines', () => {
  it('says what will run, in which order and under which conditions', () => {
    const pre = [
      hook({ ifChanged: ['web', 'api'], environment: ['TOKEN=secret'] }),
      hook({ name: 'dump', image: 'tools:1', command: ['x'.repeat(100)], ifPresent: ['db'] }),
    ];
    const { command: _command, ...imageOnly } = hook({
      phase: 'post',
      name: 'smoke',
      image: 'k6:1',
      timeoutMs: 90_000,
    });
    expect(hookLines({ hooks: { pre, post: [imageOnly] } })).toEqual([
      'pre hook migrate, runs "bin/migrate" with what web has, at most 5m, if web or api changes',
      `pre hook dump, runs "${'x'.repeat(79)}…" with what web has, image tools:1, at most 5m, if db was there before`,
      'post hook smoke, runs the program of its image with what web has, image k6:1, at most 1m30s',
    ]);
  });
});

describe('hookSpec', () => {
  it('tells the hook where it is, unless it says so itself', () => {
    const own = hook({ environment: ['SWARM_DELIVERY_HOOK=mine', 'A=1'] });
    const spec = hookSpec(own, {
      stack: 'demo',
      service: serviceSpec(),
      unique: 'u',
      variables: { SWARM_DELIVERY_RELEASE: '7' },
    });
    expect(spec.TaskTemplate.ContainerSpec.Env).toEqual([
      'SWARM_DELIVERY_STACK=demo',
      'SWARM_DELIVERY_SERVICE=demo_web',
      'SWARM_DELIVERY_RELEASE=7',
      'SWARM_DELIVERY_HOOK=mine',
      'A=1',
    ]);
    expect(spec.TaskTemplate.ContainerSpec.Args).toEqual(['bin/migrate']);
    expect(spec.Name).toMatch(/^demo_hook-migrate-[0-9a-f]{10}$/);
  });
});

describe('HookLog', () => {
  function start() {
    const said: string[] = [];
    const add = (line: string) => said.push(line);
    const clock = handClock();
    return { said, clock, log: new HookLog('migrate', { info: add, warning: add }, clock) };
  }

  it('puts the name before each line and lets no line begin another', () => {
    const { said, log } = start();
    log.line({ stream: 'stdout', text: 'a\r::error::b\u0000\tc \u001b[31mred' });
    log.line({ stream: 'stderr', text: 'y'.repeat(2_010) });
    expect(said).toEqual([
      'migrate | a ::error::b \tc \u001b[31mred',
      `migrate | ${'y'.repeat(2_000)} ... (10 more characters)`,
    ]);
  });

  it('shows a flood in part and says how many lines are left out', () => {
    const { said, clock, log } = start();
    for (let line = 1; line <= 60_000; line += 1) log.line({ stream: 'stdout', text: `${line}` });
    expect(said).toHaveLength(50_000);
    clock.advance(20_000);
    log.look('running on e1');
    log.finish();
    expect(said.slice(50_000, 50_003)).toEqual([
      'migrate: running on e1, 20 s, 10000 more lines not shown',
      'migrate: 9900 lines left out; the last 100:',
      'migrate | 59901',
    ]);
    expect(said.at(-1)).toBe('migrate | 60000');
  });

  it('is never silent for more than 15 seconds', () => {
    const { said, clock, log } = start();
    for (let second = 0; second < 40; second += 1) {
      log.look('running on e1');
      clock.advance(1_000);
    }
    expect(said).toEqual(['migrate: running on e1, 14 s', 'migrate: running on e1, 28 s']);
  });
});

describe('diagnoseHook', () => {
  const linesOf = (result: OneShotResult) =>
    diagnosisLines(diagnoseHook({ hook: hook(), result, seconds: 1 })).join('\n');

  it('shows the program, its last words and what is left', () => {
    const ended = task({
      ID: 'task-id-0123456789',
      Status: { State: 'failed', Err: 'task: non-zero exit (3)' },
    });
    const text = linesOf({
      outcome: 'failed',
      exitCode: 3,
      cause: 'crashed',
      reason: 'its program ends with exit code 3',
      lines: [{ stream: 'stderr', text: 'no such table' }],
      task: ended,
      node: 'e1',
      left: 'demo_hook-x',
    });
    expect(text).toBe(`pre hook migrate: its program ends with exit code 3
  task      task-id-0123, node e1, failed
  image     app:1
  engine    task: non-zero exit (3)
  log       last line
    | no such table
  left      demo_hook-x: docker service ps --no-trunc demo_hook-x; the next run removes it
  next      Mend what its last words above say; without any, start the image by hand with the same command and variables.`);
  });

  it('says what to do about each kind of end', () => {
    const nextOf = (result: Omit<OneShotResult, 'lines'>) =>
      /next +(.*)$/.exec(linesOf({ lines: [], ...result }))?.[1];
    expect(nextOf({ outcome: 'timed-out' })).toMatch(/^Raise the timeout/);
    expect(nextOf({ outcome: 'failed', reason: 'its node e1 is lost' })).toMatch(/run twice/);
    expect(nextOf({ outcome: 'not-started', reason: 'network x not found' })).toMatch(
      /^Mend what the engine names/,
    );
    expect(
      nextOf({ outcome: 'not-started', cause: 'no-suitable-node', reason: 'scheduling constraints' }),
    ).toMatch(/^No node satisfies/);
  });
});
