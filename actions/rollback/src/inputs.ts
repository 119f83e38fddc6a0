import { type ConnectionInputs, readConnectionInputs } from '../../../shared/action/connection-inputs.ts';
import { readRegistryInputs } from '../../../shared/action/registry-inputs.ts';
import type { RegistryLogins } from '../../../shared/image/registry-logins.ts';
import { DEFAULT_KEPT_RELEASES } from '../../../shared/release/collection/collect.ts';
import { ON_FAILURE, type OnFailure } from '../../../shared/rollout/change-stack.ts';
import { PROBE_IMAGE } from '../../../shared/rollout/verify/probe-image.ts';
import {
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
  readonly stack: string;
  /** What the user means by it is for the ledger to find out. */
  readonly to: string;
  /** Keys of the services to bring back; empty for all. */
  readonly services: readonly string[];
  readonly reason: string | undefined;
  /** Only show the history. */
  readonly list: boolean;
  readonly dryRun: boolean;
  /** Take the stack from a run that is at work. */
  readonly force: boolean;
  /** Replica counts too become those of the release. */
  readonly restoreReplicas: boolean;
  readonly registryLogins: RegistryLogins;
  readonly onFailure: OnFailure;
  /** Absent: all services at the same time. */
  readonly maxParallel: number | undefined;
  /** Absent: each service's own watch window. */
  readonly stableForMs: number | undefined;
  readonly timeoutMs: number;
  /** How long to wait for another run that changes the stack. */
  readonly lockTimeoutMs: number;
  /** Run the hooks of the release too. */
  readonly runHooks: boolean;
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
    stack: requiredInput('stack'),
    to: optionalInput('to') ?? 'previous',
    services: listInput('services'),
    reason: optionalInput('reason'),
    list: flagInput('list'),
    dryRun: flagInput('dry-run'),
    force: flagInput('force'),
    restoreReplicas: flagInput('restore-replicas'),
    registryLogins,
    onFailure: choiceInput('on-failure', ON_FAILURE, 'restore'),
    maxParallel: countInput('max-parallel'),
    stableForMs: durationInput('stable-for'),
    timeoutMs: durationInput('timeout') ?? DEFAULT_TIMEOUT_MS,
    lockTimeoutMs: durationInput('lock-timeout') ?? DEFAULT_TIMEOUT_MS,
    runHooks: flagInput('run-hooks'),
    probeImage: optionalInput('probe-image') ?? PROBE_IMAGE,
    keepReleases: countInput('keep-releases') ?? DEFAULT_KEPT_RELEASES,
  };
}
