import { describe, expect, it } from 'vitest';
import { killWarnings, nodeWarnings } from '../../../../shared/rollout/watch/watch-warnings.ts';
import type { WatchedService } from '../../../../shared/rollout/watch/watched-service.ts';
import { look, node, POSITION, serviceSpec, task } from '../../../support/swarm-objects.ts';

function watched(key: string): WatchedService {
  return {
    id: key,
    key,
    name: `demo_${key}`,
    position: POSITION,
    action: 'update',
    wanted: null,
    replacesTasks: false,
    stableForMs: 0,
  };
}
const services = [watched('web'), watched('api')];

describe('nodeWarnings', () => {
  it('names each node once, with all services that are concerned', () => {
    const unknown = [task({ ID: 'a' }), task({ ID: 'b', Slot: 2 })];
    const verdicts = new Map([
      ['web', { progress: '', unknown, keptByPause: [task({ NodeID: 'node-2' })] }],
      ['api', { progress: '', unknown }],
    ]);
    const nodes = [node(), node({ ID: 'node-2', Description: { Hostname: 'e2' } })];
    expect(nodeWarnings(services, verdicts, look(0, { nodes }))).toEqual([
      expect.stringMatching(/^Node e1 is down: what it ran of web, api cannot be known\./),
      expect.stringMatching(/^Node e2 is paused, .* old task of web .*--availability active e2/),
    ]);
    expect(nodeWarnings(services, new Map(), look(0))).toEqual([]);
  });
});

describe('killWarnings', () => {
  it('counts the tasks of each service, with the time they had', () => {
    const slow = { ...serviceSpec({}, { StopGracePeriod: 2.5e9, StopSignal: 'SIGQUIT' }).TaskTemplate };
    const killed = new Map([
      ['web', [task({ ID: 'a' }), task({ ID: 'b' })]],
      ['api', [task({ ID: 'c', Spec: slow })]],
    ]);
    expect(killWarnings(services, { killedOf: (id) => killed.get(id) ?? [] })).toEqual([
      expect.stringMatching(
        /^web: 2 old tasks did not end within stop_grace_period \(10 s\) and were killed .*SIGTERM/,
      ),
      expect.stringMatching(
        /^api: 1 old task did not end within stop_grace_period \(2.5 s\) and was killed .*SIGQUIT/,
      ),
    ]);
    expect(killWarnings(services, { killedOf: () => [] })).toEqual([]);
  });
});
