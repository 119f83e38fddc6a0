import type { Config } from '../../engine/objects.ts';
import type { ConfigSpec, Labels } from '../../engine/specs.ts';
import { leaseName } from './lease-name.ts';
import { TIME_TO_LIVE_MS } from './lease-timing.ts';

/** Who asks for a lease. What a runner does not say of its run is absent. */
export interface LeaseOwner {
  /** No other run, and no other attempt or step of this run, ever has the same. */
  readonly id: string;
  /** As in `deploy-stack`. */
  readonly action: string;
  readonly repository?: string;
  readonly runId?: string;
  readonly attempt?: number;
  readonly runUrl?: string;
  readonly actor?: string;
}

/** Who has the lease, as its labels say. */
export interface LeaseHolder extends LeaseOwner {
  /** When it took the lease, by its own clock, RFC 3339; absent in a lease that is not ours. */
  readonly since?: string;
  readonly timeToLiveMs: number;
}

/** Marks a lease; its value is the stack. */
export const LEASE_LABEL = 'swarm-delivery.lease';
const SINCE = `${LEASE_LABEL}.since`;
const EXPIRES = `${LEASE_LABEL}.expires`;
const RENEWALS = `${LEASE_LABEL}.renewals`;
const TIME_TO_LIVE = `${LEASE_LABEL}.time-to-live-ms`;

/** What is told of an owner, and the label that tells it. */
const OWNER_LABELS = {
  id: `${LEASE_LABEL}.owner`,
  action: `${LEASE_LABEL}.action`,
  repository: `${LEASE_LABEL}.repository`,
  runId: `${LEASE_LABEL}.run-id`,
  attempt: `${LEASE_LABEL}.attempt`,
  runUrl: `${LEASE_LABEL}.run-url`,
  actor: `${LEASE_LABEL}.actor`,
} as const satisfies Record<keyof LeaseOwner, string>;

/** The config that is the lease. It has no stack label, so `docker stack rm` leaves it alone. */
export function leaseSpec(
  stack: string,
  owner: LeaseOwner,
  timeToLiveMs: number,
  wallTime: number,
): ConfigSpec {
  const told = Object.entries(OWNER_LABELS).flatMap(([key, label]): [string, string][] => {
    const value = owner[key as keyof LeaseOwner];
    return value === undefined ? [] : [[label, String(value)]];
  });
  return {
    Name: leaseName(stack),
    Labels: {
      [LEASE_LABEL]: stack,
      ...Object.fromEntries(told),
      [SINCE]: new Date(wallTime).toISOString(),
      [EXPIRES]: new Date(wallTime + timeToLiveMs).toISOString(),
      [TIME_TO_LIVE]: String(timeToLiveMs),
      [RENEWALS]: '0',
    },
    // Swarm wants at least one byte.
    Data: Buffer.from(`A run of swarm-delivery changes stack ${stack}; the labels tell which.\n`).toString(
      'base64',
    ),
  };
}

/** `expires` is for people, who know what their clock is worth: no decision is made by it. */
export function renewedSpec({ Spec }: Config, wallTime: number): ConfigSpec {
  const labels: Labels = Spec.Labels ?? {};
  const { timeToLiveMs } = holderOf({ Spec });
  return {
    ...Spec,
    Labels: {
      ...labels,
      [EXPIRES]: new Date(wallTime + timeToLiveMs).toISOString(),
      [RENEWALS]: String(Number(labels[RENEWALS] ?? '0') + 1),
    },
  };
}

/** Also reads what somebody made by hand under the name of a lease. */
export function holderOf({ Spec }: Pick<Config, 'Spec'>): LeaseHolder {
  const labels: Labels = Spec.Labels ?? {};
  const text = (key: Exclude<keyof LeaseOwner, 'id' | 'action' | 'attempt'>) => {
    const value = labels[OWNER_LABELS[key]];
    return value === undefined ? {} : { [key]: value };
  };
  const attempt = Number(labels[OWNER_LABELS.attempt]);
  const timeToLiveMs = Number(labels[TIME_TO_LIVE]);
  const since = labels[SINCE];
  return {
    id: labels[OWNER_LABELS.id] ?? '',
    action: labels[OWNER_LABELS.action] ?? '',
    ...text('repository'),
    ...text('runId'),
    ...text('runUrl'),
    ...text('actor'),
    ...(Number.isInteger(attempt) ? { attempt } : {}),
    ...(since === undefined ? {} : { since }),
    timeToLiveMs: timeToLiveMs > 0 ? timeToLiveMs : TIME_TO_LIVE_MS,
  };
}

/** As in `deploy-stack by octocat since 2026-01-01T10:00:00Z (https://...)`. */
export function holderText({ action, actor, since, runUrl }: LeaseHolder): string {
  if (action === '') return 'a config made by hand';
  return [
    action,
    ...(actor === undefined ? [] : [`by ${actor}`]),
    ...(since === undefined ? [] : [`since ${since.replace(/\.\d+Z$/, 'Z')}`]),
    ...(runUrl === undefined ? [] : [`(${runUrl})`]),
  ].join(' ');
}
