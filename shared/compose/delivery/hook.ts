import type { SourcePosition } from '../../errors/user-error.ts';

export type HookPhase = 'pre' | 'post';

/** A program that runs once, as a one-shot task, before or after a rollout. */
export interface Hook {
  readonly phase: HookPhase;
  /** For people, one line; made of the service and the command when the file gives none. */
  readonly name: string;
  /** Key of the service whose image, networks, configs, secrets, variables, mounts and limits it runs with. */
  readonly service: string;
  /** Another image than that of the service, which then only lends what surrounds its container. */
  readonly image?: string;
  /** Replaces the entrypoint of the image; absent: that of the service stays. */
  readonly entrypoint?: readonly string[];
  /** Absent beside an entrypoint or image of its own: no arguments. */
  readonly command?: readonly string[];
  readonly user?: string;
  /** `NAME=value`, over those of the service; a bare `NAME` takes one away. */
  readonly environment: readonly string[];
  readonly timeoutMs: number;
  /** Whether the service of a failed hook stays in the swarm, to be looked at. */
  readonly keepOnFailure: boolean;
  /** Keys of services; the hook only runs when one of them is created or updated. Absent: whenever something is. */
  readonly ifChanged?: readonly string[];
  /** Keys of services; the hook only runs when all of them were in the swarm before. */
  readonly ifPresent?: readonly string[];
  readonly position: SourcePosition;
}
