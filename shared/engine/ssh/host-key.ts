import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { UserError } from '../../errors/user-error.ts';
import type { SshHost } from '../address.ts';
import { fingerprintOf, fingerprintsFor, type PinnedFingerprint } from './fingerprints.ts';
import {
  authorityOnly,
  changedKey,
  otherFingerprint,
  revokedKey,
  type SeenKey,
  unknownHost,
} from './host-key-errors.ts';
import { findKnownHosts, type KnownHost, keyTypeOf } from './known-hosts.ts';

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

function plainKeys(hop: SshHost, trusted: TrustedKeys): readonly KnownHost[] {
  return findKnownHosts(trusted.knownHosts, hop.host, hop.port).filter(({ marker }) => marker === undefined);
}
