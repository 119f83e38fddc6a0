import { describe, expect, it } from 'vitest';
import type { DependencyCondition, DesiredService } from '../../../../shared/compose/desired-stack.ts';
import type { TaskState } from '../../../../shared/engine/objects.ts';
import { isReady, neededConditions } from '../../../../shared/rollout/watch/readiness.ts';
import type { ServiceProgress } from '../../../../shared/rollout/watch/service-progress.ts';
import { desiredService, POSITION, serviceSpec, task } from '../../../support/swarm-objects.ts';

function inState(...states: readonly TaskState[]): ServiceProgress {
  const tasks = states.map((State, at) => task({ ID: `t${at}`, Slot: at + 1, Status: { State } }));
  const isDone = ({ Status }: (typeof tasks)[number]): boolean =>
    ['running', 'complete'].includes(Status.State);
  return {
    total: 2,
    done: tasks.filter(isDone),
    coming: tasks.filter((each) => !isDone(each)),
    old: [task({ ID: 'old' })],
    unknown: [],
    lost: [],
    keptByPause: [],
  };
}

describe('isReady', () => {
  it.each<[DependencyCondition, readonly TaskState[], boolean]>([
    ['service_started', ['running', 'starting'], true],
    ['service_started', ['running', 'preparing'], false],
    ['service_healthy', ['running', 'running'], true],
    ['service_healthy', ['running', 'starting'], false],
    ['service_healthy', ['running'], false],
    ['service_healthy', ['complete', 'running'], true],
    ['service_completed_successfully', ['complete', 'running'], false],
    ['service_completed_successfully', ['complete', 'complete'], true],
  ])('%s, %j: %s', (condition, states, expected) => {
    expect(isReady(inState(...states), condition)).toBe(expected);
  });
});

describe('neededConditions', () => {
  it('takes the strictest that anybody asks of a service', () => {
    const dependent = (name: string, service: string, condition: DependencyCondition): DesiredService => ({
      ...desiredService(serviceSpec({ Name: name })),
      dependsOn: [{ service, condition, required: true, restart: false, position: POSITION }],
    });
    const needed = neededConditions([
      dependent('a', 'db', 'service_started'),
      dependent('b', 'db', 'service_healthy'),
      dependent('c', 'migrate', 'service_completed_successfully'),
      dependent('d', 'migrate', 'service_started'),
      dependent('e', 'cache', 'service_started'),
      desiredService(),
    ]);
    expect([...needed]).toEqual([
      ['db', 'service_healthy'],
      ['migrate', 'service_completed_successfully'],
      ['cache', 'service_started'],
    ]);
  });
});
