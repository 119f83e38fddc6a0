import { describe, expect, it } from 'vitest';
import type { Node } from '../../../../shared/engine/objects.ts';
import type { ServiceMode, ServiceSpec, UpdateConfig } from '../../../../shared/engine/specs.ts';
import { effectText } from '../../../../shared/rollout/plan/effect-text.ts';
import { updateOfService } from '../../../support/plan-of-service.ts';
import { nodes } from '../../../support/preflight-objects.ts';
import { serviceSpec } from '../../../support/swarm-objects.ts';

interface Shape {
  readonly replicas?: number;
  readonly mode?: ServiceMode;
  readonly image?: string;
  readonly constraints?: readonly string[];
  readonly update?: Partial<UpdateConfig>;
  readonly labels?: Readonly<Record<string, string>>;
}

function spec({
  replicas = 3,
  mode,
  image = 'app:1',
  constraints = [],
  update,
  labels = {},
}: Shape): ServiceSpec {
  const plain = serviceSpec({}, { Image: image });
  return {
    ...plain,
    Labels: { ...plain.Labels, ...labels },
    TaskTemplate: { ...plain.TaskTemplate, Placement: { Constraints: constraints } },
    Mode: mode ?? { Replicated: { Replicas: replicas } },
    UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, Order: 'stop-first', ...update },
  };
}

const THREE: readonly Node[] = nodes(3);
const effectOf = (present: Shape, wanted: Shape, of: readonly Node[] = THREE) => {
  const update = updateOfService(spec(wanted), spec(present), { current: { nodes: of } });
  return { ...update.effect, restarts: update.restarts, text: effectText(update) };
};

describe('the effect of an update', () => {
  it.each<[string, Shape, Shape, string]>([
    ['an image', {}, { image: 'app:2' }, 'restarts 3 tasks, one at a time, stop-first: image'],
    ['one task', { replicas: 1 }, { replicas: 1, image: 'app:2' }, 'restarts 1 task, stop-first: image'],
    ['no task', { replicas: 0 }, { replicas: 0, image: 'app:2' }, 'no task to restart: image'],
    [
      'more at once',
      { update: { Parallelism: 2, Delay: 10e9, Order: 'start-first' } },
      { image: 'app:2', update: { Parallelism: 2, Delay: 10e9, Order: 'start-first' } },
      'restarts 3 tasks, 2 at a time and 10s apart, start-first: image',
    ],
    [
      'all at once',
      { update: { Parallelism: 0 } },
      { image: 'app:2', update: { Parallelism: 0, Delay: 1 } },
      'restarts 3 tasks, all at once, stop-first: image',
    ],
    ['scaling up', {}, { replicas: 5 }, 'no restart; 2 more tasks'],
    ['scaling down', {}, { replicas: 2 }, 'no restart; 1 task fewer'],
    [
      'an image and fewer replicas',
      {},
      { replicas: 2, image: 'app:2' },
      'restarts 2 tasks, one at a time, stop-first: image; 1 task fewer',
    ],
    ['a label', {}, { labels: { team: 'a' } }, 'no restart'],
  ])('is told for %s', (_what, present, wanted, text) => {
    expect(effectOf(present, wanted).text).toBe(text);
  });

  it('follows the nodes of a service that runs on every one of them', () => {
    const mode = { Global: {} };
    expect(effectOf({ mode }, { mode, image: 'app:2' })).toMatchObject({ replaced: 3, added: 0, removed: 0 });
    const drained = THREE.map((each, at) => {
      return at === 0 ? { ...each, Spec: { ...each.Spec, Availability: 'drain' as const } } : each;
    });
    expect(effectOf({ mode }, { mode, image: 'app:2' }, drained).replaced).toBe(2);
    const elsewhere = { mode, constraints: ['node.hostname==e1'] };
    expect(effectOf({ mode }, elsewhere)).toMatchObject({
      restarts: 'where-needed',
      replaced: 0,
      removed: 2,
      text: 'moves tasks whose node no longer fits: deploy.placement.constraints; 2 tasks fewer',
    });
  });

  it('moves tasks only for a constraint that a node fails which could hold one', () => {
    const one = { constraints: ['node.hostname!=e1'] };
    expect(effectOf({}, one)).toMatchObject({ restarts: 'where-needed', replaced: 3 });
    expect(effectOf({}, one).text).toMatch(
      /^moves tasks whose node no longer fits, one at a time, stop-first: /,
    );
    expect(effectOf({}, { constraints: ['node.hostname!=other'] })).toMatchObject({
      restarts: 'none',
      replaced: 0,
      text: 'no restart',
    });
  });

  it('is another run for a job, whatever changes', () => {
    const mode = { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 4 } };
    expect(effectOf({ mode }, { mode, labels: { team: 'a' } })).toMatchObject({
      restarts: 'all',
      replaced: 4,
      text: 'runs the job again: deploy.labels.team',
    });
  });

  it('says first what else is a reason, and how many more there are', () => {
    const variables = (value: string): readonly string[] =>
      'ABCDEFGH'.split('').map((name) => `${name}=${value}`);
    const [present, wanted] = ['1', '2'].map((value) => serviceSpec({}, { Env: variables(value) }));
    const update = updateOfService(wanted ?? serviceSpec(), present ?? serviceSpec());
    expect(effectText(update)).toContain(': environment.A, environment.B,');
    expect(effectText(update)).toMatch(/environment\.F, 2 more$/);
  });
});
