import { EngineError } from '../../errors/engine-error.ts';
import { UserError } from '../../errors/user-error.ts';
import { formatSshHost, type SshHost } from '../address.ts';

/** How far a login had come when it failed. */
export type LoginPhase = 'connect' | 'handshake' | 'login';

export interface SshFailure {
  /** What the SSH library reported. */
  readonly error: Error & { readonly code?: unknown; readonly level?: unknown };
  readonly phase: LoginPhase;
  readonly hop: SshHost;
  /** The jump host in front of `hop`, when there is one. */
  readonly through?: SshHost;
  /** Whether more hosts follow behind `hop`. */
  readonly isJump: boolean;
  readonly credential: 'ssh-key' | 'ssh-agent';
  readonly readyTimeoutMs: number;
  readonly tries: number;
  /** The key types ssh-known-hosts has for the host. */
  readonly knownKeyTypes: readonly string[];
  /** The last complaint of the ssh-agent, when it had one. */
  readonly agentComplaint?: string;
}

/** sshd drops connections before it says a word when too many are at their login (MaxStartups). */
export function isDroppedBeforeHandshake({ error, phase }: Pick<SshFailure, 'error' | 'phase'>): boolean {
  if (phase === 'login') return false;
  return error.code === 'ECONNRESET' || /Connection lost before handshake/.test(error.message);
}

/** What failed, in words that name the host, and what to do about it. */
export function explainSshFailure(failure: SshFailure): UserError | EngineError {
  const { error, hop } = failure;
  if (error instanceof UserError) return error;
  const where = `${failure.isJump ? 'jump host ' : ''}${formatSshHost(hop)}`;
  if (error.level === 'client-authentication') return notAccepted(failure, where);
  if (error.level === 'client-timeout') return timedOut(failure, where);
  if (/Too many authentication failures/i.test(error.message)) return tooManyKeys(where, error);
  if (/no matching host key/i.test(error.message)) return noCommonHostKey(failure, where);
  if (isDroppedBeforeHandshake(failure)) return dropped(failure, where);
  if (failure.phase === 'connect' && failure.through)
    return unreachableBehind(failure, where, failure.through);
  return networkFailure(failure, where);
}

function notAccepted(failure: SshFailure, where: string): UserError {
  const { hop, credential, agentComplaint, error } = failure;
  if (credential === 'ssh-agent') {
    const complaint = agentComplaint === undefined ? '' : ` (the agent says: ${agentComplaint})`;
    return new UserError(`${where} accepts no key of the ssh-agent${complaint}`, {
      fix: `Check that the agent holds the right key (ssh-add -l), and that its public half stands in ~${hop.user}/.ssh/authorized_keys on ${hop.host}`,
      cause: error,
    });
  }
  return new UserError(`${where} does not accept ssh-key for the user ${hop.user}`, {
    fix:
      `Check that the user name is right, and that the public half of the key (ssh-keygen -y -f deploy_key) stands in ` +
      `~${hop.user}/.ssh/authorized_keys on ${hop.host}, in a file and folders only that user can write to`,
    cause: error,
  });
}

function timedOut({ error, phase, readyTimeoutMs, through }: SshFailure, where: string): EngineError {
  const seconds = Math.round(readyTimeoutMs / 100) / 10;
  const hints: Readonly<Record<LoginPhase, string>> = {
    connect: `Check the address and the port, and that a firewall lets ${through ? 'the jump host' : 'the runner'} through`,
    handshake: 'Something accepts connections there but does not speak SSH in time: check the port',
    login: 'The server took the connection but did not finish the login: it may be overloaded',
  };
  return new EngineError(`${where} did not answer within ${seconds} s`, { hint: hints[phase], cause: error });
}

function tooManyKeys(where: string, error: Error): UserError {
  return new UserError(`${where} gave up after too many keys of the ssh-agent`, {
    fix: 'Load only the key for deployments into the agent, or give it as ssh-key',
    cause: error,
  });
}

function noCommonHostKey({ knownKeyTypes, hop, error }: SshFailure, where: string): UserError {
  const scan = `ssh-keyscan ${hop.port === 22 ? '' : `-p ${hop.port} `}${hop.host}`;
  const known =
    knownKeyTypes.length > 0 ? `ssh-known-hosts has only ${knownKeyTypes.join(', ')} for it` : error.message;
  return new UserError(`${where} has no host key that can be checked: ${known}`, {
    fix: `Run: ${scan}, compare the fingerprint with the server's own, and store the line of another key type`,
    cause: error,
  });
}

function dropped({ tries, error }: SshFailure, where: string): EngineError {
  return new EngineError(`${where} closed the connection before the SSH handshake, ${tries} times in a row`, {
    hint: 'Either too many others are logging in at once (MaxStartups in sshd_config), or the server blocks this address for a while (fail2ban, PerSourcePenalties), or the port is not an SSH port',
    cause: error,
  });
}

function unreachableBehind({ error, hop }: SshFailure, where: string, through: SshHost): EngineError {
  const jump = formatSshHost(through);
  const reason = error.message.replace(/^\(SSH\) Channel open failure: /, '');
  if (/prohibited|denied/i.test(reason) || Number((error as { reason?: unknown }).reason) === 1) {
    return new EngineError(
      `The jump host ${jump} does not let connections through to ${hop.host}:${hop.port}`,
      {
        hint: 'Allow it there: AllowTcpForwarding yes in sshd_config, and no restrict without port-forwarding on the key',
        cause: error,
      },
    );
  }
  return new EngineError(`${where} cannot be reached through the jump host ${jump}: ${reason}`, {
    hint: 'The name and the port are looked up on the jump host: check that it can reach them',
    cause: error,
  });
}

const NETWORK: Readonly<Record<string, { readonly says: string; readonly hint: string }>> = {
  ENOTFOUND: {
    says: 'no such host name',
    hint: 'Check the spelling of the host, and that it is known where the job runs',
  },
  EAI_AGAIN: {
    says: 'the host name could not be looked up',
    hint: 'Check the spelling of the host and the DNS of the runner',
  },
  ECONNREFUSED: {
    says: 'connection refused',
    hint: 'Nothing listens on that port: check the port, and that sshd runs',
  },
  EHOSTUNREACH: { says: 'no route to the host', hint: 'Check the address, and that the machine is up' },
  ENETUNREACH: { says: 'no route to its network', hint: 'Check the address; a runner may have no IPv6' },
  ETIMEDOUT: {
    says: 'no answer',
    hint: 'Check the address and the port, and that a firewall lets the runner through',
  },
};

function networkFailure({ error, phase }: SshFailure, where: string): EngineError {
  const known = NETWORK[String(error.code)];
  const words = known?.says ?? error.message;
  const failed = phase === 'connect' ? 'cannot be reached' : 'broke off the login';
  return new EngineError(`${where} ${failed}: ${words}`, {
    hint: known?.hint ?? 'The log of sshd on the server says why (journalctl -u ssh)',
    cause: error,
  });
}
