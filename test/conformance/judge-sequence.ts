import { readStackFiles } from '../../shared/compose/read-stack-files.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import { SeveralErrors } from '../../shared/errors/several-errors.ts';
import { UserError } from '../../shared/errors/user-error.ts';
import { comparableSpec } from '../../shared/rollout/plan/comparable-spec.ts';
import { fieldChanges } from '../../shared/rollout/plan/field-changes.ts';
import { planStack } from '../../shared/rollout/plan/plan-stack.ts';
import type { Step } from './case-steps.ts';
import type { Judgment } from './judge-case.ts';
import { SwarmState } from './swarm-state.ts';

/** The services that lose their tasks in one deployment, or why there was none. */
type Effect = { readonly restarted: ReadonlySet<string> } | { readonly refused: string };

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
    const judgment = compare(step, theirs, own);
    if (judgment.detail !== '') details.push(`${step.name}: ${judgment.detail}`);
    verdict = worse(verdict, judgment.verdict);
  }
  return { verdict, detail: details.join(' | ') };
}

const RANK: readonly Judgment['verdict'][] = ['equal', 'same refusal', 'better', 'not yet', 'differs'];

function worse(a: Judgment['verdict'], b: Judgment['verdict']): Judgment['verdict'] {
  return RANK.indexOf(a) > RANK.indexOf(b) ? a : b;
}

function compare(step: Step, docker: Effect, ours: Effect): Judgment {
  if ('refused' in docker && 'refused' in ours) return { verdict: 'same refusal', detail: ours.refused };
  if ('refused' in docker) return { verdict: 'differs', detail: `only docker refuses: ${docker.refused}` };
  if ('refused' in ours) return { verdict: 'differs', detail: `only we refuse: ${ours.refused}` };
  const more = [...ours.restarted].filter((name) => !docker.restarted.has(name));
  const fewer = [...docker.restarted].filter((name) => !ours.restarted.has(name));
  if (more.length > 0) return { verdict: 'differs', detail: `only we restart ${more.join(', ')}` };
  if (fewer.length === 0) return { verdict: 'equal', detail: '' };
  const left = `${fewer.join(', ')} left running`;
  return step.resolvesImages
    ? { verdict: 'not yet', detail: `${left}; images are not resolved` }
    : { verdict: 'better', detail: left };
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
  return { restarted: new Set(restarted.map(([name]) => name)) };
}

function restarts(before: ServiceSpec | undefined, after: ServiceSpec): boolean {
  if (before === undefined) return false;
  const [old, wanted] = [before, after].map((spec) => comparableSpec(spec, (network) => network));
  return fieldChanges(old ?? null, wanted ?? null).some((field) => field.restarts !== 'none');
}

/** What our plan would do. A name that another stack has is refused by the engine. */
function deploy({ material, hasExternal }: Step, state: SwarmState): Effect {
  try {
    const desired = readStackFiles(material);
    const plan = planStack(desired, state.seenBy(desired, hasExternal));
    const taken = plan.services.find(({ action, name }) => action === 'create' && state.services.has(name));
    if (taken !== undefined) return { refused: `the engine has a service ${taken.name} of another stack` };
    state.apply(plan);
    const restarted = plan.services.filter(
      (change) => change.action === 'update' && change.restarts !== 'none',
    );
    return { restarted: new Set(restarted.map(({ name }) => name)) };
  } catch (error) {
    if (error instanceof SeveralErrors || error instanceof UserError) return { refused: error.message };
    throw error;
  }
}
