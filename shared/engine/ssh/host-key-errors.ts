import { UserError } from '../../errors/user-error.ts';
import { formatSshHost, type SshHost } from '../address.ts';
import { fingerprintOf } from './fingerprints.ts';
import { type KnownHost, knownHostName } from './known-hosts.ts';

/** The public key a host showed. */
export interface SeenKey {
  readonly hop: SshHost;
  readonly type: string;
  /** In base64. */
  readonly key: string;
  readonly fingerprint: string;
}

function lineToStore({ hop, type, key }: SeenKey): string {
  return `${knownHostName(hop.host, hop.port)} ${type} ${key}`;
}

function compareFirst({ type }: SeenKey): string {
  const file = type.replace(/^ssh-/, '').replace(/^ecdsa-.*/, 'ecdsa');
  return `Compare it with what the server itself prints (ssh-keygen -lf /etc/ssh/ssh_host_${file}_key.pub)`;
}

export function unknownHost(seen: SeenKey): UserError {
  const name = knownHostName(seen.hop.host, seen.hop.port);
  return new UserError(
    `${formatSshHost(seen.hop)} is not a known host: it shows the ${seen.type} key ${seen.fingerprint}, and ` +
      `ssh-known-hosts has no line for ${name}`,
    {
      fix: `${compareFirst(seen)}. If they are equal, add this line to ssh-known-hosts: ${lineToStore(seen)}`,
    },
  );
}

export function changedKey(seen: SeenKey, known: KnownHost): UserError {
  const expected = fingerprintOf(Buffer.from(known.key, 'base64'));
  return new UserError(
    `${formatSshHost(seen.hop)} shows another host key than the known one: it shows the ${seen.type} key ` +
      `${seen.fingerprint}, but ssh-known-hosts line ${known.line} has the ${known.type} key ${expected}`,
    {
      fix:
        'Either the server was installed anew, or someone stands between and listens. ' +
        `${compareFirst(seen)}. Only if they are equal, replace line ${known.line} of ssh-known-hosts by: ${lineToStore(seen)}`,
    },
  );
}

export function otherFingerprint(seen: SeenKey, pins: readonly string[]): UserError {
  return new UserError(
    `${formatSshHost(seen.hop)} shows another host key than the pinned one: it shows the ${seen.type} key ` +
      `${seen.fingerprint}, but ssh-fingerprint is ${pins.join(' or ')}`,
    {
      fix:
        'Either the pinned one is of another key type, or the server was installed anew, or someone stands between ' +
        `and listens. ${compareFirst(seen)}. Only if they are equal, pin ${seen.fingerprint}, or give as ssh-known-hosts: ${lineToStore(seen)}`,
    },
  );
}

export function revokedKey(seen: SeenKey, entry: KnownHost): UserError {
  return new UserError(
    `${formatSshHost(seen.hop)} shows the ${seen.type} key ${seen.fingerprint}, which ssh-known-hosts line ${entry.line} revokes`,
    { fix: 'The key may be in the wrong hands: give the server a new host key, and store that one' },
  );
}

export function authorityOnly(seen: SeenKey, entry: KnownHost): UserError {
  return new UserError(
    `${formatSshHost(seen.hop)} is known only by a certificate authority (ssh-known-hosts line ${entry.line}), ` +
      `and host certificates cannot be checked here; it shows the ${seen.type} key ${seen.fingerprint}`,
    {
      fix: `${compareFirst(seen)}. If they are equal, add this line to ssh-known-hosts: ${lineToStore(seen)}`,
    },
  );
}
