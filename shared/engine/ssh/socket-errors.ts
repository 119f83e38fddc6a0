import { EngineError } from '../../errors/engine-error.ts';
import { UserError } from '../../errors/user-error.ts';
import { DEFAULT_SOCKET_PATH, formatSshHost, type SshHost } from '../address.ts';
import type { DialStdioFailure } from './engine-channels.ts';
import type { SocketProblem } from './socket-probe.ts';

/** What keeps the user from the engine's socket, and the command that mends it. */
export function explainSocketProblem(
  problem: Exclude<SocketProblem, { kind: 'forbidden' }>,
  target: SshHost,
  socketPath: string,
): UserError {
  const where = formatSshHost(target);
  switch (problem.kind) {
    case 'missing':
      return new UserError(
        `${where} has no Docker socket at ${socketPath}, as far as ${problem.user} can see`,
        {
          fix: problem.rootlessSocket
            ? `The user has an engine of its own: write host as ssh://${where}${problem.rootlessSocket}`
            : `Check that Docker runs there (systemctl status docker). If its socket stands elsewhere, write the path behind the host, as ssh://${where}/path/of/docker.sock`,
        },
      );
    case 'not-a-socket':
      return new UserError(`${socketPath} on ${where} is not a socket`, {
        fix: `Write the path of the engine's socket behind the host, as ssh://${where}${DEFAULT_SOCKET_PATH}`,
      });
    case 'no-permission':
      return noPermission(problem, where, socketPath);
  }
}

function noPermission(
  { user, groups, owner, group, mode }: Extract<SocketProblem, { kind: 'no-permission' }>,
  where: string,
  socketPath: string,
): UserError {
  const fix =
    group === 'root' || group === ''
      ? 'Give the socket to a group first: sudo groupadd docker, restart Docker, then: '
      : 'Run on the server: ';
  const join = group === 'root' || group === '' ? 'docker' : group;
  return new UserError(
    `${where} may not use the Docker socket ${socketPath}: it belongs to ${owner}:${group} (mode ${mode}), and ${user} ` +
      `is only in the groups: ${groups.split(' ').join(', ')}`,
    { fix: `${fix}sudo usermod -aG ${join} ${user} (who may use the socket is as powerful as root)` },
  );
}

const ALLOW_FORWARDING =
  'AllowStreamLocalForwarding and AllowTcpForwarding in sshd_config must not be no, and a key with restrict needs port-forwarding';

/** Why the way round by `docker system dial-stdio` failed as well. An engine that is down has the code ECONNREFUSED. */
export function explainDialStdioFailure(
  error: DialStdioFailure,
  target: SshHost,
  command: string,
): UserError | EngineError {
  const where = formatSshHost(target);
  const words = error.words.split('\n').at(-1) ?? '';
  if (error.exitCode === 127 || /(?:command )?not found/.test(words)) {
    return new UserError(
      `${where} forbids socket forwarding, and has no docker command to go round it (${words})`,
      {
        fix: `Either allow forwarding: ${ALLOW_FORWARDING}. Or install the docker command where a login without a terminal finds it`,
        cause: error,
      },
    );
  }
  if (/permission denied/i.test(error.words)) {
    return new UserError(`${where} may not use the Docker socket: ${words}`, {
      fix: `Run on the server: sudo usermod -aG docker ${target.user} (who may use the socket is as powerful as root)`,
      cause: error,
    });
  }
  const down = /Cannot connect to the Docker daemon|no such file or directory|connection refused/.test(
    error.words,
  );
  const failure = new EngineError(
    `${command} failed on ${where} with exit code ${error.exitCode ?? 'none'}: ${error.words}`,
    {
      hint: down
        ? 'Check that Docker runs there: systemctl status docker'
        : `To do without the command: ${ALLOW_FORWARDING}`,
      cause: error,
    },
  );
  return down ? Object.assign(failure, { code: 'ECONNREFUSED' }) : failure;
}

/** The server opened no session for the command. */
export function explainRefusedSession(cause: unknown, target: SshHost, command: string): EngineError {
  const reason = cause instanceof Error ? cause.message.replace(/^\(SSH\) /, '') : String(cause);
  return new EngineError(`${formatSshHost(target)} opened no session for ${command}: ${reason}`, {
    hint: 'MaxSessions in sshd_config must allow 9 of them (10 is the default)',
    cause,
  });
}

/** A socket that worked before cannot be reached any more; the code is the one a local socket would give. */
export function explainSocketGone(problem: SocketProblem, target: SshHost, socketPath: string): Error {
  if (problem.kind === 'no-permission' || problem.kind === 'not-a-socket') {
    return explainSocketProblem(problem, target, socketPath);
  }
  const missing = problem.kind === 'missing';
  const error = new EngineError(
    `The engine on ${formatSshHost(target)} ${missing ? `has taken its socket ${socketPath} away` : `does not answer at ${socketPath}`}`,
    { hint: 'It is stopped or restarting: systemctl status docker' },
  );
  return Object.assign(error, { code: missing ? 'ENOENT' : 'ECONNREFUSED' });
}

/** The server answered to `docker system dial-stdio` with something that is no Docker engine. */
export function explainForeignAnswer(
  answer: Buffer,
  target: SshHost,
  command: string,
  cause: Error,
): UserError {
  const shown = JSON.stringify(answer.toString('latin1').split('\n')[0]?.slice(0, 80));
  return new UserError(`${formatSshHost(target)} answered ${shown} instead of running ${command}`, {
    fix: `The login shell, its start files or a forced command of the key print that. Let them print nothing, or allow forwarding: ${ALLOW_FORWARDING}`,
    cause,
  });
}
