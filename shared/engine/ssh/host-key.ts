import type { ServerHostKeyAlgorithm } from 'ssh2';
import { UserError } from '../../errors/user-error.ts';
import { formatSshHost, type SshHost } from '../address.ts';
import { fingerprintOf, fingerprintsFor, type PinnedFingerprint } from './fingerprints.ts';
import { findKnownHosts, type KnownHost, keyTypeOf, knownHostName } from './known-hosts.ts';

export interface TrustedKeys {
  readonly knownHosts: readonly KnownHost[];
  readonly fingerprints: readonly PinnedFingerprint[];
}

/** Best first. A key type is asked for by its own name, except RSA, whose name stands for a broken hash. */
const ALGORITHMS: readonly { readonly keyType: string; readonly names: readonly ServerHostKeyAlgorithm[] }[] =
  [
    { keyType: 'ssh-ed25519', names: ['ssh-ed25519'] },
    { keyType: 'ecdsa-sha2-nistp256', names: ['ecdsa-sha2-nistp256'] },
    { keyType: 'ecdsa-sha2-nistp384', names: ['ecdsa-sha2-nistp384'] },
    { keyType: 'ecdsa-sha2-nistp521', names: ['ecdsa-sha2-nistp521'] },
    { keyType: 'ssh-rsa', names: ['rsa-sha2-512', 'rsa-sha2-256'] },
  ];

/**
 * The algorithms to ask a host for. A server shows the first key both sides can do: asking only for the types
 * known of it makes it show a key that can be compared.
 */
export function hostKeyAlgorithms(hop: SshHost, trusted: TrustedKeys): ServerHostKeyAlgorithm[] {
  const types = plainKeys(hop, trusted).map(({ type }) => type);
  const known = ALGORITHMS.filter(({ keyType }) => types.includes(keyType));
  const pinned = fingerprintsFor(trusted.fingerprints, hop).length > 0;
  const others = ALGORITHMS.filter((algorithm) => !known.includes(algorithm));
  const wanted = known.length === 0 || pinned ? [...known, ...others] : known;
  return wanted.flatMap(({ names }) => [...names]);
}

/** Why the key a host showed is not to be trusted; `undefined` when it is. `blob` is the public key as sent. */
export function hostKeyRefusal(hop: SshHost, blob: Buffer, trusted: TrustedKeys): UserError | undefined {
  const seen: SeenKey = {
    hop,
    type: keyTypeOf(blob),
    key: blob.toString('base64'),
    fingerprint: fingerprintOf(blob),
  };
  const entries = findKnownHosts(trusted.knownHosts, hop.host, hop.port);
  const revoked = entries.find(({ marker, key }) => marker === 'revoked' && key === seen.key);
  if (revoked) return revokedKey(seen, revoked);
  const plain = plainKeys(hop, trusted);
  if (plain.some(({ key }) => key === seen.key)) return undefined;
  const pins = fingerprintsFor(trusted.fingerprints, hop);
  if (pins.includes(seen.fingerprint)) return undefined;
  const [known] = [...plain.filter(({ type }) => type === seen.type), ...plain];
  if (known) return changedKey(seen, known);
  if (pins.length > 0) return otherFingerprint(seen, pins);
  const authority = entries.find(({ marker }) => marker === 'cert-authority');
  return authority ? authorityOnly(seen, authority) : unknownHost(seen);
}

/** The key types ssh-known-hosts has for a host, for messages. */
export function knownKeyTypes(hop: SshHost, trusted: TrustedKeys): readonly string[] {
  return [...new Set(plainKeys(hop, trusted).map(({ type }) => type))];
}

/** Refuses to connect at all when there is nothing to recognise a server by. */
export function requireTrust({ host, port }: SshHost, trusted: TrustedKeys): void {
  if (trusted.knownHosts.length > 0 || trusted.fingerprints.length > 0) return;
  const scan = `ssh-keyscan ${port === 22 ? '' : `-p ${port} `}${host}`;
  throw new UserError(
    `Neither ssh-known-hosts nor ssh-fingerprint is given, so nothing proves that ${host} is your server`,
    {
      fix:
        `Run: ${scan} > known_hosts && ssh-keygen -lf known_hosts. Compare the fingerprint with the one the server ` +
        'itself prints (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then give the line as ssh-known-hosts',
    },
  );
}

interface SeenKey {
  readonly hop: SshHost;
  readonly type: string;
  readonly key: string;
  readonly fingerprint: string;
}

function plainKeys(hop: SshHost, trusted: TrustedKeys): readonly KnownHost[] {
  return findKnownHosts(trusted.knownHosts, hop.host, hop.port).filter(({ marker }) => marker === undefined);
}

function lineToStore({ hop, type, key }: SeenKey): string {
  return `${knownHostName(hop.host, hop.port)} ${type} ${key}`;
}

function compareFirst({ type }: SeenKey): string {
  const file = type.replace(/^ssh-/, '').replace(/^ecdsa-.*/, 'ecdsa');
  return `Compare it with what the server itself prints (ssh-keygen -lf /etc/ssh/ssh_host_${file}_key.pub)`;
}

function unknownHost(seen: SeenKey): UserError {
  const name = knownHostName(seen.hop.host, seen.hop.port);
  return new UserError(
    `${formatSshHost(seen.hop)} is not a known host: it shows the ${seen.type} key ${seen.fingerprint}, and ` +
      `ssh-known-hosts has no line for ${name}`,
    {
      fix: `${compareFirst(seen)}. If they are equal, add this line to ssh-known-hosts: ${lineToStore(seen)}`,
    },
  );
}

function changedKey(seen: SeenKey, known: KnownHost): UserError {
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

function otherFingerprint(seen: SeenKey, pins: readonly string[]): UserError {
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

function revokedKey(seen: SeenKey, entry: KnownHost): UserError {
  return new UserError(
    `${formatSshHost(seen.hop)} shows the ${seen.type} key ${seen.fingerprint}, which ssh-known-hosts line ${entry.line} revokes`,
    { fix: 'The key may be in the wrong hands: give the server a new host key, and store that one' },
  );
}

function authorityOnly(seen: SeenKey, entry: KnownHost): UserError {
  return new UserError(
    `${formatSshHost(seen.hop)} is known only by a certificate authority (ssh-known-hosts line ${entry.line}), ` +
      `and host certificates cannot be checked here; it shows the ${seen.type} key ${seen.fingerprint}`,
    {
      fix: `${compareFirst(seen)}. If they are equal, add this line to ssh-known-hosts: ${lineToStore(seen)}`,
    },
  );
}
