import fc from 'fast-check';
import { it } from 'vitest';
import type { Service } from '../../../../shared/engine/objects.ts';
import { lastGood, previousRelease, runningRelease } from '../../../../shared/release/ledger/standing.ts';
import { DIGEST_LABEL } from '../../../../shared/release/secret-digest.ts';
import { CollectedHistory, type Step } from '../../../support/collected-history.ts';

const version = fc.integer({ min: 0, max: 6 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      config: version,
      secret: version,
      outcome: fc.constantFrom(
        ...(['deployed', 'deployed', 'rolled-back', 'failed', 'pending', 'superseded'] as const),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('write labels' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('use elsewhere' as const), config: version }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('make by hand' as const),
      config: version,
      labelled: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('collect' as const), keep: fc.integer({ min: 1, max: 4 }) }),
  },
);

const configName = (at: number) => (at === 0 ? 'demo_c' : `demo_c.0000000${at}`);
const secretName = (at: number) => (at === 0 ? 'demo_s' : `demo_s.0000000${at}`);

it('never takes what a kept release or a service needs, or others made, and leaves nothing that nobody needs', () => {
  fc.assert(
    fc.property(fc.array(steps, { minLength: 3, maxLength: 40 }), (history) => {
      const stack = new CollectedHistory();
      const mistakes = history.flatMap((step) => play(stack, step));
      if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
    }),
    { numRuns: 1000 },
  );
});

/** One step; gives what is wrong after it. */
function play(stack: CollectedHistory, step: Step): readonly string[] {
  if (step.kind === 'deploy') stack.deploy(configName(step.config), secretName(step.secret), step.outcome);
  if (step.kind === 'write labels') stack.writeLabels();
  if (step.kind === 'use elsewhere') stack.useElsewhere(configName(step.config));
  if (step.kind === 'make by hand') {
    stack.makeByHand(configName(step.config), step.labelled ? { 'com.docker.stack.namespace': 'demo' } : {});
  }
  return step.kind === 'collect' ? collected(stack, step.keep) : [];
}

function collected(stack: CollectedHistory, keep: number): readonly string[] {
  const before = stack.releases;
  const byHand = [...stack.configs.values()].filter(({ Spec }) => Spec.Labels[DIGEST_LABEL] === undefined);
  stack.collect(keep);
  const kept = stack.releases;
  const must = [runningRelease(before), lastGood(before), previousRelease(before), ...before.slice(0, keep)];
  const needed = neededNames(stack);
  const objects = [...stack.configs.values(), ...stack.secrets.values()];
  const present = new Set(objects.map(({ Spec }) => Spec.Name));
  const unneeded = objects.filter(
    ({ Spec }) => Spec.Labels[DIGEST_LABEL] !== undefined && !needed.has(Spec.Name),
  );
  return [
    ...must.flatMap((entry) =>
      entry === undefined || kept.includes(entry) ? [] : [`release ${entry.number} was forgotten`],
    ),
    ...(kept.length > 2 * keep + 3 ? [`${kept.length} releases were kept`] : []),
    ...[...needed].filter((name) => !present.has(name)).map((name) => `${name} is needed and was taken`),
    ...byHand.filter((object) => !objects.includes(object)).map(({ Spec }) => `${Spec.Name} was not ours`),
    ...unneeded.map(({ Spec }) => `${Spec.Name} is not needed and was left`),
  ];
}

/** Said here once more, in the plainest way. */
function neededNames(stack: CollectedHistory): ReadonlySet<string> {
  const released = stack.releases.flatMap(({ needs }) => [
    ...(needs?.configs ?? []),
    ...(needs?.secrets ?? []),
  ]);
  const used = stack.services().flatMap(({ Spec, PreviousSpec }) => [Spec, PreviousSpec].flatMap(namesIn));
  return new Set([...released, ...used]);
}

function namesIn(spec: Service['Spec'] | undefined): readonly string[] {
  const { Configs = [], Secrets = [] } = spec?.TaskTemplate.ContainerSpec ?? {};
  return [...Configs.map(({ ConfigName }) => ConfigName), ...Secrets.map(({ SecretName }) => SecretName)];
}
