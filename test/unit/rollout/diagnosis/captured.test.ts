import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ContainerState, Task } from '../../../../shared/engine/objects.ts';
import { diagnose, diagnosisLines } from '../../../../shared/rollout/diagnosis/diagnosis.ts';
import type { Evidence } from '../../../../shared/rollout/diagnosis/evidence.ts';
import { comparableSpec } from '../../../../shared/rollout/plan/comparable-spec.ts';
import { judgeService, type Verdict } from '../../../../shared/rollout/watch/judge-service.ts';
import type { Observation } from '../../../../shared/rollout/watch/observation.ts';
import { TaskMemory } from '../../../../shared/rollout/watch/task-memory.ts';
import { killWarnings } from '../../../../shared/rollout/watch/watch-warnings.ts';
import type { WatchedService } from '../../../../shared/rollout/watch/watched-service.ts';
import type { CapturedFailure, CapturedFailures } from '../../../support/capture-failures.ts';
import { handClock, POSITION } from '../../../support/swarm-objects.ts';

const networkName = (target: string): string => target;

function captured(engine: string): CapturedFailures {
  const path = new URL(`facts/engine-${engine}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as CapturedFailures;
}

function watched({ name, service }: CapturedFailure): WatchedService {
  return {
    id: service.ID,
    key: name,
    name,
    position: POSITION,
    action: 'create',
    wanted: comparableSpec(service.Spec, networkName),
    replacesTasks: false,
    stableForMs: 10_000,
  };
}

/** As a watch sees it that first looks while every task that was once running still runs. */
function looksAt({ service, tasks }: CapturedFailure, nodes: CapturedFailures['nodes']) {
  const wasRunning = (task: Task): Task => ({
    ...task,
    DesiredState: 'running',
    Status: { ...task.Status, State: 'running' },
  });
  const look = (at: number, seen: readonly Task[]): Observation => {
    return { at, isWhole: true, services: [service], tasks: seen, nodes };
  };
  const started = tasks.filter(({ Status }) => Status.Message === 'started' || Status.Message === 'shutdown');
  return [look(0, started.map(wasRunning)), look(1_000, tasks), look(4_000, tasks)];
}

function watch(failure: CapturedFailure, nodes: CapturedFailures['nodes']) {
  const memory = new TaskMemory([], handClock());
  const looks = looksAt(failure, nodes);
  let verdict: Verdict = { progress: '' };
  for (const look of looks) {
    memory.note(look);
    verdict = judgeService(watched(failure), look, { memory, networkName });
  }
  return { memory, verdict, lastLook: looks.at(-1) };
}

function evidenceOf({ log, containers }: CapturedFailure, task: Task | undefined): Evidence {
  const container = containers[task?.Status.ContainerStatus?.ContainerID ?? ''] as ContainerState | undefined;
  return { log, ...(container === undefined ? {} : { container }) };
}

describe.each(['20.10', '28.5'])('what is told of failures as engine %s reported them', (engine) => {
  const { failures, nodes } = captured(engine);

  it('names cause, place and way out', async () => {
    const texts = failures
      .filter(({ name }) => name !== 'killed-at-stop')
      .map((failure) => {
        const { verdict, lastLook } = watch(failure, nodes);
        if (lastLook === undefined) throw new Error('no look');
        const { cause, outcome = 'timed-out', progress } = verdict;
        expect(outcome, failure.name).toBe('failed');
        const result = { service: watched(failure), outcome, progress, seconds: 4, ...(cause && { cause }) };
        return diagnosisLines(diagnose(result, lastLook, evidenceOf(failure, cause?.task))).join('\n');
      });
    await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot(`facts/engine-${engine}.txt`);
  });

  it('counts a task that had to be killed at its stop', () => {
    const failure = failures.find(({ name }) => name === 'killed-at-stop');
    if (failure === undefined) throw new Error('not captured');
    const { memory } = watch(failure, nodes);
    expect(killWarnings([watched(failure)], memory)).toEqual([
      expect.stringMatching(/^killed-at-stop: 1 old task did not end within stop_grace_period \(1 s\)/),
    ]);
  });
});
