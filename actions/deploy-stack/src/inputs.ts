import { type ConnectionInputs, readConnectionInputs } from '../../../shared/action/connection-inputs.ts';
import { readRegistryInputs } from '../../../shared/action/registry-inputs.ts';
import { parseImagePins } from '../../../shared/compose/load/image-pins.ts';
import { UserError } from '../../../shared/errors/user-error.ts';
import { RESOLVE_IMAGE, type ResolveImage } from '../../../shared/image/image-choice.ts';
import type { RegistryLogins } from '../../../shared/image/registry-logins.ts';
import { DEFAULT_KEPT_RELEASES } from '../../../shared/release/collection/collect.ts';
import { ON_FAILURE, type OnFailure } from '../../../shared/rollout/change-stack.ts';
import { PROBE_IMAGE } from '../../../shared/rollout/verify/probe-image.ts';
import {
  assignmentsInput,
  choiceInput,
  countInput,
  durationInput,
  flagInput,
  listInput,
  optionalInput,
  requiredInput,
} from '../../../shared/runner/inputs.ts';

const DEFAULT_TIMEOUT_MS = 600_000;

export interface Inputs extends ConnectionInputs {
  /** Absent: the `name` that the stack files give. */
  readonly stack: string | undefined;
  /** Paths of the stack files, the first one at the bottom. */
  readonly files: readonly string[];
  /** Paths of files with further variables. */
  readonly envFiles: readonly string[];
  /** Variables for the stack files. */
  readonly variables: Readonly<Record<string, string>>;
  readonly allowUnsetVariables: boolean;
  readonly profiles: readonly string[];
  /** Images by service, in place of those of the stack files. */
  readonly images: ReadonlyMap<string, string>;
  /** Files that a stack file names may lie outside the workspace. */
  readonly allowOutsidePaths: boolean;
  readonly resolveImage: ResolveImage;
  readonly registryLogins: RegistryLogins;
  /** Secrets that get new content although nobody knows the old one. */
  readonly replaceSecrets: readonly string[];
  /** A service without a memory limit is refused. */
  readonly requireLimits: boolean;
  readonly dryRun: boolean;
  /** Remove services and networks that the stack files no longer have. */
  readonly prune: boolean;
  /** Leave the number of replicas of services that are there as it is. */
  readonly keepReplicas: boolean;
  readonly onFailure: OnFailure;
  /** Absent: all services that do not depend on each other. */
  readonly maxParallel: number | undefined;
  /** Absent: each service's own watch window. */
  readonly stableForMs: number | undefined;
  readonly timeoutMs: number;
  /** How long to wait for another run that changes the stack. */
  readonly lockTimeoutMs: number;
  /** What checks from inside the swarm run in. */
  readonly probeImage: string;
  /** How many releases to keep. */
  readonly keepReleases: number;
}

/** The only place that knows the step's inputs; secrets are masked before anything else is looked at. */
export function readInputs(environment: NodeJS.ProcessEnv): Inputs {
  const registryLogins = readRegistryInputs(environment);
  return {
    ...readConnectionInputs(environment),
    stack: optionalInput('stack'),
    files: readFiles(),
    envFiles: listInput('env-file'),
    variables: { ...stepVariables(environment), ...assignmentsInput('env') },
    allowUnsetVariables: flagInput('allow-unset-variables'),
    profiles: listInput('profiles'),
    images: parseImagePins(listInput('images')),
    allowOutsidePaths: flagInput('allow-outside-paths'),
    resolveImage: choiceInput('resolve-image', RESOLVE_IMAGE, 'always'),
    registryLogins,
    replaceSecrets: listInput('replace-secrets'),
    requireLimits: flagInput('require-limits'),
    dryRun: flagInput('dry-run'),
    prune: flagInput('prune'),
    keepReplicas: flagInput('keep-replicas'),
    onFailure: choiceInput('on-failure', ON_FAILURE, 'restore'),
    maxParallel: countInput('max-parallel'),
    stableForMs: durationInput('stable-for'),
    timeoutMs: durationInput('timeout') ?? DEFAULT_TIMEOUT_MS,
    lockTimeoutMs: durationInput('lock-timeout') ?? DEFAULT_TIMEOUT_MS,
    probeImage: optionalInput('probe-image') ?? PROBE_IMAGE,
    keepReleases: countInput('keep-releases') ?? DEFAULT_KEPT_RELEASES,
  };
}

/** At least one, in the order in which each is laid over those before it. */
function readFiles(): readonly string[] {
  requiredInput('files');
  const files = listInput('files');
  if (files.length === 0) {
    throw new UserError('Input "files" names no file.', {
      fix: 'Write the path of a stack file, one a line.',
    });
  }
  return files;
}

/** What the step's `env:` and the runner set, without the runner's copies of the inputs. */
function stepVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('INPUT_'),
  );
  return Object.fromEntries(entries);
}
