import { isIPv6 } from 'node:net';
import { UserError } from '../errors/user-error.ts';

/** A place to log in by SSH. `host` is a name or an address, an IPv6 address without its brackets. */
export interface SshHost {
  readonly user: string;
  readonly host: string;
  readonly port: number;
}

export type EngineAddress =
  | (SshHost & { readonly kind: 'ssh'; readonly socketPath: string })
  | { readonly kind: 'unix'; readonly socketPath: string };

export const DEFAULT_SOCKET_PATH = '/var/run/docker.sock';

type Refuse = (wrong: string, fix: string) => UserError;

const EXAMPLE = 'ssh://deploy@manager.example.com or unix:///var/run/docker.sock';

const OTHER_SCHEMES: Readonly<Record<string, string>> = {
  tcp: 'An engine on an open TCP port is not used: reach the same machine by SSH, as ssh://user@host',
  http: 'An engine on an open TCP port is not used: reach the same machine by SSH, as ssh://user@host',
  https: 'An engine on an open TCP port is not used: reach the same machine by SSH, as ssh://user@host',
  npipe: 'Windows pipes are not used: give a Linux manager as ssh://user@host',
  fd: 'Inherited sockets are not used: give the path of the socket, as unix:///var/run/docker.sock',
};

/** Reads the `host` input (or DOCKER_HOST). A password in it is never repeated in the error. */
export function parseEngineAddress(text: string): EngineAddress {
  const address = text.trim();
  if (address === '') throw new UserError('host is empty', { fix: `Write it as ${EXAMPLE}` });
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(address) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'ssh':
      return parseSshAddress(address, rest);
    case 'unix':
      return { kind: 'unix', socketPath: checkSocketPath(address, rest) };
    case undefined:
      throw new UserError(`host "${withoutPassword(address)}" does not say how to connect`, {
        fix: address.startsWith('/') ? `Write unix://${address}` : `Write it as ${EXAMPLE}`,
      });
    default:
      throw new UserError(`host "${withoutPassword(address)}" cannot be used`, {
        fix: OTHER_SCHEMES[scheme?.toLowerCase() ?? ''] ?? `Write it as ${EXAMPLE}`,
      });
  }
}

/** Reads a jump host, `user@host[:port]`; a leading `ssh://` is tolerated. */
export function parseSshHost(text: string): SshHost {
  const place = text.trim().replace(/^ssh:\/\//i, '');
  return parsePlace('ssh-jump', text.trim(), place.replace(/\/$/, ''));
}

/** `user@host`, with the port unless it is 22. */
export function formatSshHost({ user, host, port }: SshHost): string {
  return `${user}@${isIPv6(host) ? `[${host}]` : host}${port === 22 ? '' : `:${port}`}`;
}

function parseSshAddress(address: string, rest: string): EngineAddress {
  const slash = rest.indexOf('/');
  const place = slash === -1 ? rest : rest.slice(0, slash);
  const path = slash === -1 ? '/' : rest.slice(slash);
  const host = parsePlace('host', address, place);
  const socketPath = path === '/' ? DEFAULT_SOCKET_PATH : checkSocketPath(address, path);
  return { kind: 'ssh', ...host, socketPath };
}

function parsePlace(input: 'host' | 'ssh-jump', whole: string, place: string): SshHost {
  const refuse: Refuse = (wrong, fix) =>
    new UserError(`${input} "${withoutPassword(whole)}" ${wrong}`, { fix });
  const at = place.lastIndexOf('@');
  const user = place.slice(0, Math.max(at, 0));
  if (user.includes(':')) {
    throw refuse('has a password in it', 'Remove it and log in with a key: give the private key as ssh-key');
  }
  if (user === '') {
    const example = input === 'host' ? 'ssh://deploy@host' : 'deploy@host';
    throw refuse('names no user', `Write the user to log in as before the host, as ${example}`);
  }
  if (!/^[\x21-\x7e]+$/.test(user)) {
    throw refuse('has odd characters in the user name', 'Write the user as it stands in /etc/passwd');
  }
  return { user, ...parseHostAndPort(place.slice(at + 1), refuse) };
}

function parseHostAndPort(text: string, refuse: Refuse): { readonly host: string; readonly port: number } {
  if (isIPv6(text)) throw refuse('has no valid host name', `Put the IPv6 address in brackets: [${text}]`);
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const valid = bracketed === undefined ? /^[a-z0-9_][a-z0-9._-]*$/i.test(plain ?? '') : isIPv6(bracketed);
  if (host === undefined || !valid) {
    throw refuse(
      'has no valid host name',
      'Write a host name, an IPv4 address, or an IPv6 address in brackets after the @',
    );
  }
  return { host, port: port === undefined ? 22 : parsePort(port, refuse) };
}

function parsePort(port: string, refuse: Refuse): number {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number >= 1 && number <= 65_535) return number;
  throw refuse(`has the port "${port}"`, 'Write a number from 1 to 65535, or leave the port out for 22');
}

/** The path is also used in a script on the server, so that only plain characters are let through. */
function checkSocketPath(address: string, path: string): string {
  const shown = withoutPassword(address);
  if (!path.startsWith('/')) {
    throw new UserError(`host "${shown}" has no absolute path`, {
      fix: 'Write three slashes, as unix:///var/run/docker.sock',
    });
  }
  if (!/^[A-Za-z0-9._/-]+$/.test(path)) {
    throw new UserError(`host "${shown}" has odd characters in the path of the socket`, {
      fix: 'Use only letters, digits and . _ / - in it; on the server a symbolic link can give it such a name',
    });
  }
  return path;
}

function withoutPassword(address: string): string {
  return address.replace(/^([a-z]+:\/\/)?([^:@/]*):(?!\/\/).*@/i, '$1$2:***@');
}
