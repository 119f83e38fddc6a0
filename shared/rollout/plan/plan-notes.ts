import { isDeepStrictEqual } from 'node:util';
import type { DesiredStack } from '../../compose/desired-stack.ts';
import { isUnknownSecret } from '../../release/secret-version.ts';
import type { CurrentStack } from './current-stack.ts';
import { fitToEngine } from './fit-to-engine.ts';
import type { Leftovers } from './leftovers.ts';
import type { ServiceChange } from './plan.ts';
import type { PlanOptions } from './plan-stack.ts';

const UNFINISHED: ReadonlySet<string> = new Set([
  'updating',
  'paused',
  'rollback_started',
  'rollback_paused',
]);

/** What the user should know although nothing is written because of it. */
export function planNotes(
  desired: DesiredStack,
  current: CurrentStack,
  left: Leftovers,
  changes: readonly ServiceChange[],
  { prune, keepReplicas, isPart = false }: PlanOptions,
): readonly string[] {
  const dropped = desired.services.filter((service) => fitToEngine(service, current.apiVersion) !== service);
  const unknown = desired.secrets.filter(
    ({ spec }) => spec.Data !== undefined && isUnknownSecret(spec.Name, current.secrets),
  );
  return [
    ...(prune || isPart ? [] : leftRunning(left)),
    ...(keepReplicas ? keptReplicas(desired, current) : []),
    ...keptLabels(desired, current),
    ...dropped.map(
      ({ key }) => `${key}: healthcheck.start_interval needs Docker Engine 25; this one leaves it out.`,
    ),
    ...unknown.map(
      ({ spec }) =>
        `secret ${spec.Name} is kept: whether its content changed cannot be known. The input replace-secrets replaces it.`,
    ),
    ...changes.flatMap(unfinishedUpdate),
  ];
}

function leftRunning({ services, networks }: Leftovers): readonly string[] {
  return [
    ...services.map(({ name }) => `${name} is not among the services wanted and is left running.`),
    ...networks.map(({ name }) => `network ${name} is not among the networks wanted and is left there.`),
  ];
}

function keptReplicas({ services }: DesiredStack, current: CurrentStack): readonly string[] {
  return services.flatMap(({ spec }) => {
    const stored = current.services.find((service) => service.Spec.Name === spec.Name);
    const present = stored?.Spec.Mode.Replicated?.Replicas;
    const written = spec.Mode.Replicated && (spec.Mode.Replicated.Replicas ?? 1);
    if (present === undefined || written === undefined || present === written) return [];
    return [`${spec.Name} keeps its ${present} replicas instead of ${written}.`];
  });
}

/** The only setting of a network that may differ: nothing runs otherwise because of it. */
function keptLabels({ networks }: DesiredStack, current: CurrentStack): readonly string[] {
  return networks.flatMap(({ body }) => {
    const stored = current.networks.find(({ Name }) => Name === body.Name);
    if (stored === undefined || isDeepStrictEqual(stored.Labels ?? {}, body.Labels)) return [];
    return [`network ${body.Name} keeps the labels it has: Swarm cannot change a network.`];
  });
}

/** Any write takes the place of an update that is under way or paused, and goes on with the tasks it had not reached. */
function unfinishedUpdate(change: ServiceChange): readonly string[] {
  if (change.action !== 'update') return [];
  const state = change.current.UpdateStatus?.State ?? '';
  if (!UNFINISHED.has(state)) return [];
  return [
    `${change.name}: its last update is not finished (${state}); this one takes its place, and tasks that it had not reached restart too.`,
  ];
}
