import { createHash } from 'node:crypto';
import { UserError } from '../../errors/user-error.ts';
import type { SshHost } from '../address.ts';

export interface PinnedFingerprint {
  /** `host` or `host:port`; absent when there is only one host it can mean. */
  readonly host?: string;
  /** `SHA256:` and 43 characters of base64. */
  readonly fingerprint: string;
}

/** The fingerprint of a public key blob, as ssh-keygen prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/**
 * Reads the input `ssh-fingerprint`. With jump hosts each fingerprint must name its host: a jump host could
 * otherwise show its own, pinned key in the place of the server behind it.
 */
export function parseFingerprints(
  lines: readonly string[],
  route: readonly SshHost[],
): readonly PinnedFingerprint[] {
  return lines.flatMap((line) => {
    const words = line.trim().split(/\s+/);
    if (words[0] === '') return [];
    const at = words.findIndex((word) => word.startsWith('SHA256:'));
    const fingerprint = words[at]?.replace(/=+$/, '') ?? '';
    if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(fingerprint)) throw notSha256(line.trim());
    // ssh-keygen -l prints the size of the key where a host can stand.
    const host = at === 1 && !/^\d+$/.test(words[0] ?? '') ? words[0] : undefined;
    if (host === undefined) {
      if (route.length > 1) throw nameless(fingerprint);
      return [{ fingerprint }];
    }
    if (!route.some((hop) => meansHost(host, hop))) throw stranger(host, route);
    return [{ host, fingerprint }];
  });
}

export function fingerprintsFor(pins: readonly PinnedFingerprint[], hop: SshHost): readonly string[] {
  return pins
    .filter(({ host }) => host === undefined || meansHost(host, hop))
    .map(({ fingerprint }) => fingerprint);
}

function meansHost(name: string, { host, port }: SshHost): boolean {
  const lower = host.toLowerCase();
  return [lower, `${lower}:${port}`, `[${lower}]:${port}`].includes(name.toLowerCase());
}

function notSha256(line: string): UserError {
  return new UserError(`ssh-fingerprint "${line}" is not a SHA256 fingerprint`, {
    fix: 'Print it on the server with: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub, and give the part from SHA256: on',
  });
}

function nameless(fingerprint: string): UserError {
  return new UserError(`ssh-fingerprint "${fingerprint}" does not say which of the hosts it belongs to`, {
    fix: `With ssh-jump, write the host before each fingerprint, as: manager.example.com ${fingerprint}`,
  });
}

function stranger(host: string, route: readonly SshHost[]): UserError {
  return new UserError(`ssh-fingerprint names "${host}", which the connection does not go to`, {
    fix: `Write one of: ${route.map((hop) => hop.host).join(', ')}`,
  });
}
