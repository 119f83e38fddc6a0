import type { Delivery } from '../../compose/delivery/delivery.ts';
import type { Dependency } from '../../compose/desired-stack.ts';
import type { ConfigSpec, NetworkCreate, ServiceSpec } from '../../engine/specs.ts';

/** What writes releases; `adopt` is a stack as it was found, made by somebody else. */
export const RELEASE_ACTIONS = ['deploy', 'rollback', 'canary', 'scale', 'adopt'] as const;

export type ReleaseAction = (typeof RELEASE_ACTIONS)[number];

/** Everything a stack was told to run at one time. Specs hold names where the engine has ids, so that they outlive them. */
export interface ReleasedStack {
  readonly stack: string;
  /** All that run after the release, those included that it left as they were; sorted by name. */
  readonly services: readonly ReleasedService[];
  /** Those that the stack makes. */
  readonly networks: readonly NetworkCreate[];
  /** All that services name, with their data, so that one that is gone can be made again. */
  readonly configs: readonly ConfigSpec[];
  /** All that services name. */
  readonly secrets: readonly ReleasedSecret[];
  /** Hooks and checks of the stack file. */
  readonly delivery: Delivery;
}

export interface ReleasedService {
  /** The key in the stack file, or the name without the stack's where it is in none. */
  readonly key: string;
  /** Networks, configs and secrets by name and without ids; so is the config of a credential spec. */
  readonly spec: ServiceSpec;
  readonly dependsOn?: readonly Dependency[];
}

/** A secret is known by its digest; its content is nowhere recorded. */
export interface ReleasedSecret {
  readonly name: string;
  /** The value of `DIGEST_LABEL`; absent for a secret that somebody else made. */
  readonly digest?: string;
}

/** Where a release is from. All of it can be read by whoever may list configs. */
export interface ReleaseOrigin {
  /** Full hash of the commit whose stack files these are. */
  readonly commit?: string;
  /** As in `refs/heads/main`. */
  readonly ref?: string;
  /** Who started the run. */
  readonly actor?: string;
  /** Page of the run. */
  readonly runUrl?: string;
  /** In the user's own words. */
  readonly reason?: string;
  readonly approvals: readonly Approval[];
}

export interface Approval {
  readonly user: string;
  /** Page of the review. */
  readonly url?: string;
  /** RFC 3339. */
  readonly at?: string;
}

/** What was going to be written. */
export interface ReleasedPlan {
  /** Number of services created, updated or removed. */
  readonly changes: number;
  /** As in the log. */
  readonly lines: readonly string[];
  /** As in the output `plan`. */
  readonly json: string;
}

/** One release, as it is written before anything else is; how it ended stands beside it, in the ledger's entry. */
export interface ReleaseRecord {
  readonly action: ReleaseAction;
  readonly stack: ReleasedStack;
  readonly origin: ReleaseOrigin;
  readonly plan: ReleasedPlan;
  /** The release that ran before, by number. */
  readonly previous?: number;
  /** The release whose stack this one brought back, by number. */
  readonly restores?: number;
  /** RFC 3339. */
  readonly startedAt: string;
}
