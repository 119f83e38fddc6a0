import type { ReleaseAction } from './release-record.ts';

/** How a release ended; `pending` as long as nobody said. */
export const RELEASE_OUTCOMES = [
  'pending',
  'deployed',
  'rolled-back',
  'paused',
  'failed',
  'timed-out',
  'cancelled',
  'superseded',
] as const;

export type ReleaseOutcome = (typeof RELEASE_OUTCOMES)[number];

/** What the swarm runs once a release has ended: what it says, what ran before it, or some of each. */
export type LeftBehind = 'this' | 'before' | 'mixed';

export interface ReleaseEnding {
  readonly outcome: Exclude<ReleaseOutcome, 'pending'>;
  /** By default `this` for `deployed`, `before` for `rolled-back`, and `mixed` for all others. */
  readonly leftBehind?: LeftBehind;
  /** RFC 3339. */
  readonly finishedAt: string;
  /** From the start to the certain end. */
  readonly seconds: number;
  /** Why it ended like this, on one line; cut where it is long. Never anything secret: labels hold it. */
  readonly note?: string;
}

/** One line of a stack's history. Read from the small first config of a release alone. */
export interface ReleaseEntry {
  readonly stack: string;
  readonly number: number;
  readonly outcome: ReleaseOutcome;
  readonly leftBehind: LeftBehind;
  readonly action: ReleaseAction;
  readonly commit?: string;
  readonly ref?: string;
  readonly actor?: string;
  readonly runUrl?: string;
  readonly reason?: string;
  readonly previous?: number;
  readonly restores?: number;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339; absent while pending. */
  readonly finishedAt?: string;
  readonly seconds?: number;
  readonly note?: string;
  /** What must stay as long as the release does; absent when somebody took its labels. */
  readonly needs?: ReleaseNeeds;
  /** What it runs, or why that cannot be read: then it cannot be chosen. */
  readonly contents: ReleaseContents | UnreadableContents;
  /** How many further configs hold its record; absent when that cannot be read. */
  readonly parts?: number;
}

/** Names of all configs and secrets that the services of a release use. */
export interface ReleaseNeeds {
  readonly configs: readonly string[];
  readonly secrets: readonly string[];
}

export interface ReleaseContents {
  readonly images: readonly ReleasedImage[];
  /** Equal for two releases that run the same, replica counts and forced updates aside. */
  readonly fingerprint: string;
}

export interface ReleasedImage {
  /** The key of the service. */
  readonly service: string;
  /** As sent: with its digest where it was pinned. */
  readonly image: string;
}

export interface UnreadableContents {
  readonly problem: string;
}

export function isReadable(contents: ReleaseEntry['contents']): contents is ReleaseContents {
  return !('problem' in contents);
}
