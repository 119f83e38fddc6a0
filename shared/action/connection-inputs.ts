import { type EngineAddress, parseEngineAddress, parseSshHost } from '../engine/address.ts';
import type { SshOptions } from '../engine/ssh/options.ts';
import { listInput, optionalInput, secretInput } from '../runner/inputs.ts';

export interface ConnectionInputs {
  readonly address: EngineAddress;
  readonly ssh: SshOptions;
}

/** The inputs that lead to the swarm, the same in every action; secrets are masked before anything else is looked at. */
export function readConnectionInputs(environment: NodeJS.ProcessEnv): ConnectionInputs {
  const key = secretInput('ssh-key');
  const keyPassphrase = secretInput('ssh-key-passphrase');
  return {
    address: parseEngineAddress(
      optionalInput('host') ?? environment['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock',
    ),
    ssh: readSshOptions(key, keyPassphrase, environment['SSH_AUTH_SOCK']),
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
