import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesiredStack } from '../../../../shared/compose/desired-stack.ts';
import { readStackFiles } from '../../../../shared/compose/read-stack-files.ts';
import { SeveralErrors } from '../../../../shared/errors/several-errors.ts';
import { withObjectVersions } from '../../../../shared/release/with-object-versions.ts';
import type { CurrentStack } from '../../../../shared/rollout/plan/current-stack.ts';
import { type Plan, writesNothing } from '../../../../shared/rollout/plan/plan.ts';
import { planJson } from '../../../../shared/rollout/plan/plan-json.ts';
import { planMarkdown } from '../../../../shared/rollout/plan/plan-markdown.ts';
import { planStack } from '../../../../shared/rollout/plan/plan-stack.ts';
import { planLines } from '../../../../shared/rollout/plan/plan-text.ts';
import { stackData } from '../../../conformance/fuzz/stack-arbitrary.ts';
import { SwarmState } from '../../../conformance/swarm-state.ts';
import { nodes } from '../../../support/preflight-objects.ts';
import { storedSpec } from '../../../support/stored-spec.ts';

const OPTIONS = { prune: true, keepReplicas: false };
const RUNS = { numRuns: 25 };

const FILES: ReadonlyMap<string, string> = new Map([
  ['/srv/a.env', 'A=1\nB\n'],
  ['/srv/other.yml', 'services: {web: {image: "nginx:1", tty: true}}'],
  ['/srv/included.yml', 'services: {included: {image: "included:1"}}'],
]);

/** A generated stack file that is right, as it is read. */
const stack = stackData(0)
  .map((data) => read(JSON.stringify(data)))
  .filter((desired) => desired !== undefined);

function read(text: string): DesiredStack | undefined {
  try {
    const desired = readStackFiles({
      files: [{ path: 'stack.yml', text }],
      stack: 'demo',
      environment: { A: 'value', N: '1', YES: 'yes', HOME: '/home/me' },
      workingDirectory: '/srv',
      readFile: (path) => FILES.get(path) ?? 'content',
    });
    // The digest of a secret is dear on purpose; without content none is made.
    const secrets = desired.secrets.map(({ spec: { Data: _content, ...spec }, position }) => ({
      spec,
      position,
    }));
    return { ...desired, secrets };
  } catch (error) {
    if (error instanceof SeveralErrors) return undefined;
    throw error;
  }
}

/** What the engine gives back of what was written. */
function seen(state: SwarmState, desired: DesiredStack): CurrentStack {
  const current = state.seenBy(desired, true);
  const ids = new Map(current.networks.map(({ Name, Id }) => [Name, Id]));
  const services = current.services.map((service) => ({
    ...service,
    Spec: storedSpec(service.Spec, (name) => ids.get(name) ?? name),
  }));
  return { ...current, nodes: nodes(3), services };
}

function planOf(state: SwarmState, desired: DesiredStack): Plan {
  const current = seen(state, desired);
  return planStack(withObjectVersions(desired, current), current, OPTIONS);
}

function shuffled({
  services,
  networks,
  configs,
  secrets,
  ...rest
}: CurrentStack): fc.Arbitrary<CurrentStack> {
  const any = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
  return fc
    .tuple(any(services), any(networks), any(configs), any(secrets), any(rest.nodes))
    .map(([s, n, c, x, m]) => ({ ...rest, services: s, networks: n, configs: c, secrets: x, nodes: m }));
}

describe('a plan of any stack', () => {
  it('finds nothing to write once it has been carried out, whatever was there before', () => {
    fc.assert(
      fc.property(stack, stack, (before, after) => {
        const state = new SwarmState();
        for (const desired of [before, after]) {
          state.apply(planOf(state, desired));
          const again = planOf(state, desired);
          expect(again.services.filter(({ action }) => action !== 'unchanged')).toEqual([]);
          if (desired === before) expect(writesNothing(again)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('is the same to the last byte in whatever order the engine lists things', () => {
    const scene = fc.tuple(stack, stack).chain(([before, after]) => {
      const state = new SwarmState();
      state.apply(planOf(state, before));
      const current = seen(state, after);
      return fc.record({
        after: fc.constant(after),
        current: fc.constant(current),
        other: shuffled(current),
      });
    });
    fc.assert(
      fc.property(scene, ({ after, current, other }) => {
        const [one, two] = [current, other].map((each) => {
          const plan = planStack(withObjectVersions(after, each), each, OPTIONS);
          return [planJson(plan), planLines(plan), planMarkdown(plan)];
        });
        expect(two).toEqual(one);
        expect(JSON.stringify(JSON.parse(String(one?.[0])))).toBe(one?.[0]);
      }),
      RUNS,
    );
  });
});
