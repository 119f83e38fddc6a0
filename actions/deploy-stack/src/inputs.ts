import { type EngineAddress, parseEngineAddress, parseSshHost } from '../../../shared/engine/address.ts';
import type { SshOptions } from '../../../shared/engine/ssh/options.ts';
import { UserError } from '../../../shared/errors/user-error.ts';
import {
  assignmentsInput,
  durationInput,
  flagInput,
  listInput,
  optionalInput,
  requiredInput,
  secretInput,
} from '../../../shared/runner/inputs.ts';

const DEFAULT_TIMEOUT_MS = 600_000;

export interface Inputs {
  readonly address: EngineAddress;
  readonly ssh: SshOptions;
  readonly stack: string;
  readonly file: string;
  /** Variables for the stack file. */
  readonly variables: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
  /** Absent: each service's own watch window. */
  readonly stableForMs: number | undefined;
  readonly timeoutMs: number;
}

/** The only place that knows the step's inputs; secrets are masked before anything else is looked at. */
export function readInputs(environment: NodeJS.ProcessEnv): Inputs {
  const key = secretInput('ssh-key');
  const keyPassphrase = secretInput('ssh-key-passphrase');
  return {
    address: parseEngineAddress(
      optionalInput('host') ?? environment['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock',
    ),
    ssh: readSshOptions(key, keyPassphrase, environment['SSH_AUTH_SOCK']),
    stack: requiredInput('stack'),
    file: readFile(),
    variables: { ...stepVariables(environment), ...assignmentsInput('env') },
    dryRun: flagInput('dry-run'),
    stableForMs: durationInput('stable-for'),
    timeoutMs: durationInput('timeout') ?? DEFAULT_TIMEOUT_MS,
  };
}

function readSshOptions(
  key: string | undefined,
  keyPassphrase: string | undefined,
  agentSocket: string | undefined,
): SshOptions {
  const knownHosts = optionalInput('ssh-known-hosts');
  return {
    ...(key === undefined ? {} : { key }),
    ...(keyPassphrase === undefined ? {} : { keyPassphrase }),
    ...(agentSocket === undefined ? {} : { agentSocket }),
    ...(knownHosts === undefined ? {} : { knownHosts }),
    fingerprints: listInput('ssh-fingerprint'),
    jumps: listInput('ssh-jump').map(parseSshHost),
  };
}

function readFile(): string {
  requiredInput('files');
  const [file, ...more] = listInput('files');
  if (file === undefined || more.length > 0) {
    throw new UserError(`Input "files" names ${more.length + 1} stack files; this version reads one.`, {
      fix: 'Merge them before this step, for example with "docker compose config", and name the result.',
    });
  }
  return file;
}

/** What the step's `env:` and the runner set, without the runner's copies of the inputs. */
function stepVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('INPUT_'),
  );
  return Object.fromEntries(entries);
}
