import { readStackFiles } from '../../shared/compose/read-stack-files.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import { SeveralErrors } from '../../shared/errors/several-errors.ts';
import { UserError } from '../../shared/errors/user-error.ts';
import { imagesToAsk, pinImages } from '../../shared/image/pin-images.ts';
import { withObjectVersions } from '../../shared/release/with-object-versions.ts';
import { comparableSpec } from '../../shared/rollout/plan/comparable-spec.ts';
import { fieldChanges } from '../../shared/rollout/plan/field-changes.ts';
import { planStack } from '../../shared/rollout/plan/plan-stack.ts';
import { externalObjects } from '../../shared/rollout/preflight/external-objects.ts';
import { serviceModes } from '../../shared/rollout/preflight/service-modes.ts';
import { serviceNames } from '../../shared/rollout/preflight/service-names.ts';
import type { Step } from './case-steps.ts';
import type { Judgment } from './judge-case.ts';
import { recordedAnswer } from './recorded-answer.ts';
import { SwarmState } from './swarm-state.ts';

/** The services that lose their tasks in one deployment, and the images of all; or why there was none. */
type Effect =
  | { readonly restarted: ReadonlySet<string>; readonly images: ReadonlyMap<string, string> }
  | { readonly refused: string };

/**
 * Plays a sequence of deployments twice, with the requests docker sent and with the plans we make, and compares which
 * services were started anew: never one more than with docker.
 */
export function judgeSequence(steps: readonly Step[]): Judgment {
  const docker = new SwarmState();
  const ours = new SwarmState();
  const details: string[] = [];
  let verdict: Judgment['verdict'] = 'equal';
  for (const step of steps) {
    if (step.preset !== undefined) for (const state of [docker, ours]) state.preset(step.preset);
    const [theirs, own] = [replay(step, docker), deploy(step, ours)];
    const judgment = compare(theirs, own);
    if (judgment.detail !== '') details.push(`${step.name}: ${judgment.detail}`);
    verdict = worse(verdict, judgment.verdict);
  }
  return { verdict, detail: details.join(' | ') };
}

const RANK: readonly Judgment['verdict'][] = ['equal', 'same refusal', 'better', 'differs'];

function worse(a: Judgment['verdict'], b: Judgment['verdict']): Judgment['verdict'] {
  return RANK.indexOf(a) > RANK.indexOf(b) ? a : b;
}

function compare(docker: Effect, ours: Effect): Judgment {
  if ('refused' in docker && 'refused' in ours) return { verdict: 'same refusal', detail: ours.refused };
  if ('refused' in docker) {
    const rotated = docker.refused.includes('only updates to Labels are allowed') && !('refused' in ours);
    return rotated
      ? { verdict: 'better', detail: 'new content gets a name of its own' }
      : { verdict: 'differs', detail: `only docker refuses: ${docker.refused}` };
  }
  if ('refused' in ours) return { verdict: 'differs', detail: `only we refuse: ${ours.refused}` };
  const other = [...docker.images].find(([name, image]) => (ours.images.get(name) ?? image) !== image);
  if (other !== undefined) {
    const [name, image] = other;
    return {
      verdict: 'differs',
      detail: `${name} runs ${image} with docker, ${ours.images.get(name)} with us`,
    };
  }
  const more = [...ours.restarted].filter((name) => !docker.restarted.has(name));
  const fewer = [...docker.restarted].filter((name) => !ours.restarted.has(name));
  if (more.length > 0) return { verdict: 'differs', detail: `only we restart ${more.join(', ')}` };
  if (fewer.length === 0) return { verdict: 'equal', detail: '' };
  return { verdict: 'better', detail: `${fewer.join(', ')} left running` };
}

/** What docker's requests did. */
function replay({ recorded }: Step, state: SwarmState): Effect {
  if (recorded.error !== undefined) return { refused: recorded.error };
  const updated = Object.entries(recorded.servicesUpdated ?? {});
  const restarted = updated.filter(([name, { body }]) => restarts(state.services.get(name), body));
  for (const [name, { body }] of updated) state.services.set(name, body);
  for (const [name, body] of Object.entries(recorded.services ?? {}))
    state.services.set(name, 'body' in body ? body.body : body);
  for (const id of recorded.servicesRemoved ?? []) state.services.delete(id.replace('service-id-', ''));
  return { restarted: new Set(restarted.map(([name]) => name)), images: imagesOf(state) };
}

function restarts(before: ServiceSpec | undefined, after: ServiceSpec): boolean {
  if (before === undefined) return false;
  const [old, wanted] = [before, after].map((spec) => comparableSpec(spec, (network) => network));
  return fieldChanges(old ?? null, wanted ?? null).some((field) => field.restarts !== 'none');
}

/** What our plan would do. */
function deploy({ material, hasExternal, resolveImage }: Step, state: SwarmState): Effect {
  try {
    const written = readStackFiles(material);
    const current = state.seenBy(written, hasExternal);
    const asked = imagesToAsk(written, current.services, resolveImage);
    const answers = new Map(asked.map((image) => [image, recordedAnswer(image)]));
    const pinned = pinImages(written, current.services, resolveImage, answers);
    const desired = withObjectVersions(pinned.desired, current);
    const [refusal] = [
      ...externalObjects(desired, current),
      ...serviceNames(desired, current),
      ...serviceModes(desired, current),
    ];
    if (refusal !== undefined) return { refused: refusal.message };
    const plan = planStack(desired, current, { prune: false, keepReplicas: false });
    state.apply(plan);
    const restarted = plan.services.filter(
      (change) => change.action === 'update' && change.restarts !== 'none',
    );
    return { restarted: new Set(restarted.map(({ name }) => name)), images: imagesOf(state) };
  } catch (error) {
    if (error instanceof SeveralErrors || error instanceof UserError) return { refused: error.message };
    throw error;
  }
}

function imagesOf({ services }: SwarmState): ReadonlyMap<string, string> {
  return new Map([...services].map(([name, spec]) => [name, spec.TaskTemplate.ContainerSpec.Image]));
}
